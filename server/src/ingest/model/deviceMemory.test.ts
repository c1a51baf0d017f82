import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newDeviceMemory, type Sequence, stepSequence, tellFault } from './deviceMemory.ts';
import { newBucket, spend } from './tokenBucket.ts';

const fresh = (): Sequence => newDeviceMemory(0).sequence;

it('[IN17] counts every number that is left out, and beside it only what comes late into the same hole', () => {
  const steps = fc.array(fc.record({ ahead: fc.integer({ min: 1, max: 50 }), swap: fc.boolean() }), {
    minLength: 1,
    maxLength: 100,
  });
  fc.assert(
    fc.property(steps, (plan) => {
      const sequence = fresh();
      const sent = [100];
      for (const { ahead } of plan) sent.push((sent.at(-1) as number) + ahead);
      const missingCount = (sent.at(-1) as number) - 100 + 1 - sent.length;
      for (const [index, { swap }] of plan.entries()) {
        const [a, b] = [sent[index], sent[index + 1]] as [number, number];
        // The first number is where we begin to listen; two that change places are near to each other.
        if (swap && index > 0 && b - a <= 3) sent.splice(index, 2, b, a);
      }
      // Five more in order, so that nothing is still waited for.
      const end = Math.max(...sent);
      for (let n = 1; n <= 5; n++) sent.push(end + n);
      let missing = 0;
      let late = 0;
      let newest = 0;
      for (const seq of sent) {
        if (seq < newest) late += 1;
        newest = Math.max(newest, seq);
        const answer = stepSequence(sequence, seq, seq);
        if (answer.kind === 'fresh') missing += answer.missing;
      }
      expect(missing).toBeGreaterThanOrEqual(missingCount);
      expect(missing).toBeLessThanOrEqual(missingCount + late);
    }),
  );
});

it('[IN4] knows each of the last 32 numbers again, in whatever order they came', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Array.from({ length: 32 }, (_, n) => 500 + n)), (seqs) => {
      const sequence = fresh();
      for (const seq of seqs) expect(stepSequence(sequence, seq, 0).kind).toBe('fresh');
      const newest = Math.max(...seqs);
      for (const seq of seqs.filter((one) => newest - one < 32).slice(0, 8))
        expect(stepSequence(sequence, seq, 0).kind).toBe('repeated');
    }),
  );
});

it('[IN4] a sequence that begins again is no repetition', () => {
  const steps = (...samples: [seq: number, time: number][]) => {
    const sequence = fresh();
    return samples.map(([seq, time]) => stepSequence(sequence, seq, time));
  };
  const none = { kind: 'fresh', missing: 0 };
  expect(steps([0, 1], [1, 2], [2, 3], [0, 4], [1, 5], [2, 6])).toEqual(Array(6).fill(none));
  // The clock begins anew as well.
  expect(steps([7, 90_000], [8, 91_000], [0, 5], [1, 6])).toEqual(Array(4).fill(none));
  // While we were away.
  const known = newDeviceMemory(0, 500).sequence;
  const numbers = Array.from({ length: 600 }, (_, seq) => stepSequence(known, seq, seq * 1_000));
  expect(numbers).toEqual(Array(600).fill(none));
  expect(steps([5_000, 1], [3_000, 1], [3_001, 1])).toEqual(Array(3).fill(none));
});

it('[IN17] numbers that only changed places are not missing, nor a new beginning', () => {
  const sequence = fresh();
  const missing = [1, 0, 1, 3, 2, 5, 4, 7, 6, 14, 15, 16].map((seq) => {
    const step = stepSequence(sequence, seq, seq * 1_000);
    return step.kind === 'fresh' ? step.missing : step.kind;
  });
  expect(missing).toEqual([0, 0, 'repeated', 0, 0, 0, 0, 0, 0, 6, 0, 0]);
});

it('[IN4] a number that never changes says nothing', () => {
  const sequence = fresh();
  const kinds = Array.from({ length: 20 }, () => stepSequence(sequence, 5, 0).kind);
  expect(kinds.slice(1, 9)).toEqual(Array(8).fill('repeated'));
  expect(kinds.slice(9)).toEqual(Array(11).fill('fresh'));
});

it('[IN7] a rate allows its burst, then what time brings', () => {
  const rate = { burst: 20, perS: 5 };
  const bucket = newBucket(0);
  const spent = (now: number) => {
    let count = 0;
    while (spend(bucket, rate, { now, tokens: 1 })) count += 1;
    return count;
  };
  expect([spent(0), spent(1_000), spent(1_100), spent(1_200), spent(100_000)]).toEqual([20, 5, 0, 1, 20]);
});

it('[IN7] a fault is told at most every 10 s, each kind by itself', () => {
  const memory = newDeviceMemory(0);
  const told = [0, 9_999, 10_000].map((now) => tellFault(memory, 'garbage', now));
  expect(told).toEqual([true, false, true]);
  expect(tellFault(memory, 'flood', 1)).toBe(true);
});
