import type { Change } from '@mingchu/shared/live';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Batch, foldChanges, joinBatches } from './changeFold.ts';

const change = (seq: number, kind: Change['kind'] = 'message'): Change => ({ seq, kind }) as Change;
const batch = (after: number, through: number, kind?: Change['kind']): Batch => ({
  changes: Array.from({ length: through - after }, (_none, step) => change(after + 1 + step, kind)),
  range: { after, through },
});
const seqsOf = ({ changes }: Batch): number[] => changes.map(({ seq }) => seq);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Folds what is given; each step takes `stepMs` of the thread, as drawing does. */
function folding(stepMs: () => number = () => 0) {
  const steps: { atMs: number; seqs: number[] }[] = [];
  const begunMs = performance.now();
  const fold = foldChanges((one) => {
    steps.push({ atMs: performance.now() - begunMs, seqs: seqsOf(one) });
    vi.advanceTimersByTime(stepMs());
  });
  return { fold, steps };
}

describe('two batches', () => {
  it('[TL11] are one range of numbers, each change once', () => {
    const joined = joinBatches(batch(10, 13), batch(12, 15));
    expect(joined && seqsOf(joined)).toEqual([11, 12, 13, 14, 15]);
    expect(joined?.range).toEqual({ after: 10, through: 15 });
    expect(joinBatches(batch(10, 13), batch(10, 12))).toEqual(batch(10, 13));
  });

  it('[TL11] stay two where a change is missing between them, or the registry is another', () => {
    expect(joinBatches(batch(10, 13), batch(14, 15))).toBeNull();
    expect(joinBatches(batch(10, 13), batch(13, 14, 'registry'))).toBeNull();
  });
});

describe('a storm of changes', () => {
  it('[TL11] is shown at once when it begins, then in few steps, none lost and in order', async () => {
    const { fold, steps } = folding();
    for (let seq = 0; seq < 100; seq += 1) {
      fold.take(batch(seq, seq + 1));
      await vi.advanceTimersByTimeAsync(5);
    }
    await vi.advanceTimersByTimeAsync(250);
    expect(steps[0]).toEqual({ atMs: 0, seqs: [1] });
    expect(steps.flatMap(({ seqs }) => seqs)).toEqual(
      Array.from({ length: 100 }, (_none, index) => index + 1),
    );
    expect(steps.length).toBeLessThan(20);
  });

  it('[TL11] leaves most of a slow thread free, and shows what is a quarter of a second old at the most', async () => {
    let stepMs = 40;
    const { fold, steps } = folding(() => stepMs);
    const feed = async (from: number): Promise<void> => {
      for (let seq = from; seq < from + 40; seq += 1) {
        fold.take(batch(seq, seq + 1));
        await vi.advanceTimersByTimeAsync(20);
      }
    };
    await feed(0);
    const rests = () => steps.slice(1).map(({ atMs }, index) => atMs - (steps[index]?.atMs ?? 0) - stepMs);
    expect(Math.min(...rests())).toBeGreaterThanOrEqual(160);
    await vi.advanceTimersByTimeAsync(500);
    steps.length = 0;
    stepMs = 400;
    await feed(40);
    expect(Math.max(...rests())).toBeLessThanOrEqual(250);
  });

  it('[TL11] is shown as far as it came before anything is concluded from it', () => {
    const { fold, steps } = folding();
    fold.take(batch(0, 1));
    fold.take(batch(1, 2));
    fold.take(batch(4, 5));
    expect(steps.map(({ seqs }) => seqs)).toEqual([[1], [2]]);
    fold.applyNow();
    fold.applyNow();
    expect(steps.map(({ seqs }) => seqs)).toEqual([[1], [2], [5]]);
  });

  it('[TL11] goes on where the browser holds timers back: the next message brings what waited', () => {
    const { fold, steps } = folding();
    fold.take(batch(0, 1));
    fold.take(batch(1, 2));
    const held = performance.now() + 300;
    vi.spyOn(performance, 'now').mockImplementation(() => held);
    fold.take(batch(2, 3));
    expect(steps.map(({ seqs }) => seqs)).toEqual([[1], [2, 3]]);
    vi.restoreAllMocks();
  });

  it('[TL11] is forgotten when the line is given up', async () => {
    const { fold, steps } = folding();
    fold.take(batch(0, 1));
    fold.take(batch(1, 2));
    fold.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(steps).toHaveLength(1);
  });
});
