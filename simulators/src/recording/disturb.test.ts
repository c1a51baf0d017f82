import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disturb, type Disturbance, type DisturbedMessage, type Fate, undisturbed } from './disturb.ts';
import type { RecordedMessage } from './recordedMessage.ts';

async function* tape(count: number, everyMs: number): AsyncGenerator<RecordedMessage> {
  for (let n = 0; n < count; n++)
    yield { atMs: n * everyMs, topic: 't', qos: 1, keeping: 'live', payload: Buffer.from(String(n)) };
}

async function played(count: number, how: Partial<Disturbance>, everyMs = 2_000) {
  const messages: DisturbedMessage[] = [];
  const fates: Record<Fate, number> = { lost: 0, twice: 0, late: 0 };
  const source = disturb(tape(count, everyMs), { ...undisturbed, ...how }, (fate) => {
    fates[fate] += 1;
  });
  for await (const message of source) messages.push(message);
  return { messages, fates };
}

describe('disturbances', () => {
  it('[RP5] do the same to the same recording with the same seed, and another thing with another', async () => {
    const how = { loss: 0.05, duplicate: 0.05, reorder: 0.1 };
    const once = await played(500, { ...how, seed: 7 });
    expect(await played(500, { ...how, seed: 7 })).toEqual(once);
    expect((await played(500, { ...how, seed: 8 })).messages).not.toEqual(once.messages);
  });

  it('[RP5] lose, repeat and hold back as many as they say, and change no payload', async () => {
    const { messages, fates } = await played(10_000, { loss: 0.01, duplicate: 0.02, reorder: 0.03 });
    expect(fates.lost).toBeGreaterThan(70);
    expect(fates.lost).toBeLessThan(130);
    expect(fates.twice).toBeGreaterThan(150);
    expect(fates.late).toBeGreaterThan(240);
    expect(messages).toHaveLength(10_000 - fates.lost + fates.twice);
    expect(messages.every(({ payload, index }) => payload.toString() === String(index))).toBe(true);
  });

  it('[RP5] always come in the order of their moments, at most 40 s late', async () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ loss: share, duplicate: share, reorder: share, seed: fc.nat() }),
        fc.integer({ min: 0, max: 30_000 }),
        async (how, everyMs) => {
          const { messages } = await played(60, how, everyMs);
          const moments = messages.map(({ atMs }) => atMs);
          expect(moments).toEqual(moments.toSorted((a, b) => a - b));
          for (const { atMs, index } of messages) {
            expect(atMs).toBeGreaterThanOrEqual(index * everyMs);
            expect(atMs).toBeLessThanOrEqual(index * everyMs + 40_000);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('[RP5] one part does not change what another does', async () => {
    const loss = await played(500, { loss: 0.1 });
    const both = await played(500, { loss: 0.1, duplicate: 0.5, reorder: 0.5 });
    const kept = (messages: DisturbedMessage[]) =>
      [...new Set(messages.map(({ index }) => index))].toSorted((a, b) => a - b);
    expect(kept(both.messages)).toEqual(kept(loss.messages));
  });

  it('[RP6] a wrong clock moves when messages come, and nothing that they say', async () => {
    const slow = await played(50, { skewMs: 90_000 });
    expect(slow.messages.map(({ atMs }) => atMs)).toEqual(
      Array.from({ length: 50 }, (_, n) => n * 2_000 + 90_000),
    );
    const fast = await played(50, { skewMs: -90_000 });
    expect(fast.messages[0]?.atMs).toBe(-90_000);
  });
});
