/**
 * A lane commits messages in the order in which they came, one batch after the other, and lets go of each message
 * once its batch is committed. There is no timer: while one batch is committed the next one gathers, so batches grow
 * with the load.
 *
 * A batch is in one of these states. *Trying*: the database is away or busy, the same batch is tried again until it
 * is committed, nothing passes it. *Splitting*: the database refuses what is in it; halves are tried until the
 * culprit is alone. *Refused*: the culprit goes to the dead letters, so that it is never tried again. *Left*: the
 * process stops; the broker was told nothing and delivers it again.
 */
import type { Logger } from '../platform/log.ts';
import type { DeadLetter, Judged } from './judgeMessage.ts';

export interface Lane {
  add(judged: Judged, taken: () => void): void;
  /** Messages that are not committed. */
  waiting(): number;
  /** Begins no further attempt. */
  stop(): void;
}

export interface LaneOptions {
  log: Logger;
  /** Throws when nothing was committed. */
  commit: (batch: readonly Judged[]) => Promise<void>;
  refuse: (judged: Judged, error: unknown) => DeadLetter;
}

const maxBatchMessages = 2_000;
/** An array of telemetry is one message with up to 1,000 samples. */
const maxBatchSamples = 5_000;
/** Real ms before the same batch is tried again. */
const retryMs = [50, 100, 250, 500, 1_000];

interface Waiting {
  judged: Judged;
  taken: () => void;
}

export function createLane({ log, commit, refuse }: LaneOptions): Lane {
  let queue: Waiting[] = [];
  let inWork = 0;
  let running = false;
  let stopped = false;

  const settle = (batch: readonly Waiting[]) => {
    inWork -= batch.length;
    for (const { taken } of batch) taken();
  };
  /** Ends when every message of it is committed or refused, or when the lane stops. */
  const work = async (batch: readonly Waiting[]): Promise<void> => {
    for (let attempt = 0; !stopped; attempt++) {
      try {
        await commit(batch.map((item) => item.judged));
        settle(batch);
        return;
      } catch (error) {
        if (isRefused(error)) return isolate(batch, error);
        if (attempt === 0)
          log.warn({ err: error, messages: batch.length }, 'batch not committed, trying again');
        await pause(retryMs[Math.min(attempt, retryMs.length - 1)] as number);
      }
    }
  };
  const isolate = async (batch: readonly Waiting[], error: unknown): Promise<void> => {
    const [first] = batch;
    if (!first) return;
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await work(batch.slice(0, middle));
      await work(batch.slice(middle));
      return;
    }
    const { judged } = first;
    const topic = judged.message.topic;
    if (judged.samples.length === 0 && judged.faults.length === 0) {
      // Not even its dead letter can be kept.
      log.error({ err: error, topic }, 'message given up');
      settle(batch);
      return;
    }
    log.warn({ err: error, topic }, 'message refused by the database');
    const letter = refuse(judged, error);
    await work([{ judged: { ...judged, samples: [], faults: [], letter }, taken: first.taken }]);
  };
  const run = async () => {
    running = true;
    while (queue.length > 0 && !stopped) {
      const count = batchLength(queue);
      const batch = queue.slice(0, count);
      queue = queue.slice(count);
      inWork += batch.length;
      await work(batch);
    }
    running = false;
  };

  return {
    add: (judged, taken) => {
      queue.push({ judged, taken });
      // Messages that arrive in one read of a socket make one batch.
      if (!running && queue.length === 1) setImmediate(() => void run());
    },
    waiting: () => queue.length + inWork,
    stop: () => {
      stopped = true;
    },
  };
}

/** How many of the first messages make one batch; at least one. */
function batchLength(queue: readonly Waiting[]): number {
  let samples = 0;
  let count = 0;
  for (const { judged } of queue) {
    samples += judged.samples.length;
    if (count > 0 && (count === maxBatchMessages || samples > maxBatchSamples)) break;
    count += 1;
  }
  return count;
}

/**
 * The database refuses the data (class 22), a constraint does (23), or it cannot even be written down: trying again
 * would not help. Everything else is a matter of connection, room or locks.
 */
function isRefused(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (
    (typeof code === 'string' && /^2[23]...$/.test(code)) ||
    error instanceof RangeError ||
    error instanceof TypeError
  );
}

const pause = (realMs: number) => new Promise<void>((resolve) => setTimeout(resolve, realMs));
