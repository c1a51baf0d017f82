/** How much a long run holds: looked at in its middle and at its end, each time after what is garbage was collected. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface HeapWatch {
  /** One of the runs is done. */
  step(): void;
  /** After the last; what is measured must still be there. */
  end(held: unknown): { keptMiB: number; grewMiB: number };
}

/** Begins to watch what is held from here on. */
export function createHeapWatch(runs: number): HeapWatch {
  const half = Math.max(1, Math.floor(runs / 2));
  const before = heapMiB();
  let atHalf = before;
  let steps = 0;
  const present = new Set<unknown>();
  return {
    step: () => {
      steps += 1;
      if (steps === half) atHalf = heapMiB();
    },
    end: (held) => {
      present.add(held);
      const atEnd = heapMiB();
      present.clear();
      return { keptMiB: rounded(atEnd - before), grewMiB: rounded(atEnd - atHalf) };
    },
  };
}

const rounded = (value: number) => Math.round(value * 10) / 10;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapMiB(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
