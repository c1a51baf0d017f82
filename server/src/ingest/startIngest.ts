/**
 * Intake. A message is handed over by the broker, decoded and judged at once, and waits for the next batch. There is
 * no timer: a batch leaves whenever one of two database connections is free, so batches grow with the load. One
 * transaction holds everything that the batch says; only after its commit are the messages acknowledged. When the
 * database is away the same batch is tried again, the window fills, and the broker keeps the rest.
 */
import { shardOfSite } from '@mingchu/shared/observation';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { FrameFeed } from '../platform/mqtt/frameFeed.ts';
import type { MessageSource } from '../platform/mqtt/messageSource.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { JobQueue } from '../platform/queue/queue.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import { commitBatch } from './commitBatch.ts';
import { createJudge, type Judged } from './judgeMessage.ts';

export interface IngestDeps {
  db: Database;
  queue: JobQueue;
  clock: Clock;
  log: Logger;
  registry: RegistryCache;
  source: MessageSource;
  frames: FrameFeed;
  shardCount: number;
}

export interface Ingest {
  stop(): Promise<void>;
  /** Receive time of the newest committed message, ms; null before the first. */
  lastIntakeAt(): number | null;
  /** Readings committed per second, over the last 10 s. */
  readingsPerS(): number;
}

const parallelBatches = 2;
const maxBatchMessages = 2_000;
/** Real ms before the same batch is tried again. */
const retryMs = [50, 100, 250, 500, 1_000];
/** Real ms that stopping waits for what is in hand. */
const drainMs = 3_000;
const rateWindowMs = 10_000;

interface Waiting {
  judged: Judged;
  taken: () => void;
}

export async function startIngest(deps: IngestDeps): Promise<Ingest> {
  const { clock, log, queue, shardCount, source } = deps;
  const judge = createJudge(deps);
  let waiting: Waiting[] = [];
  let running = 0;
  let stopped = false;
  let lastIntakeAt: number | null = null;
  const rate = createRate(clock);

  const pump = () => {
    while (running < parallelBatches && waiting.length > 0 && !stopped) {
      const batch = waiting.slice(0, maxBatchMessages);
      waiting = waiting.slice(maxBatchMessages);
      running += 1;
      void work(batch).finally(() => {
        running -= 1;
        pump();
      });
    }
  };

  const work = async (batch: Waiting[]) => {
    const judged = batch.map((item) => item.judged);
    for (let attempt = 0; !stopped; attempt++) {
      try {
        const { readings, sites } = await commitBatch(deps, judged);
        for (const item of batch) item.taken();
        lastIntakeAt = Math.max(lastIntakeAt ?? 0, ...judged.map((item) => item.receivedAt));
        rate.add(readings);
        await wake(new Set(sites.map((siteId) => shardOfSite(siteId, shardCount))));
        return;
      } catch (error) {
        if (attempt === 0)
          log.warn({ err: error, messages: batch.length }, 'batch not committed, trying again');
        await pause(retryMs[Math.min(attempt, retryMs.length - 1)] as number);
      }
    }
  };

  // A job lost here costs a second: the sweep of the evaluation finds the batch.
  const wake = (shards: Set<number>) =>
    queue
      .add([...shards].map((shard) => ({ name: 'evaluate' as const, data: { shard } })))
      .catch((error: unknown) => log.debug({ err: error }, 'evaluation not woken, its sweep will look'));

  await judge.load();
  await source.start((message, taken) => {
    waiting.push({ judged: judge.judge(message), taken });
    // Messages that arrive in one read of a socket make one batch.
    if (waiting.length === 1) setImmediate(pump);
  });

  return {
    lastIntakeAt: () => lastIntakeAt,
    readingsPerS: rate.perS,
    stop: async () => {
      await source.pause();
      const until = performance.now() + drainMs;
      while ((running > 0 || waiting.length > 0) && performance.now() < until) await pause(20);
      stopped = true;
    },
  };
}

const pause = (realMs: number) => new Promise<void>((resolve) => setTimeout(resolve, realMs));

function createRate(clock: Clock): { add: (count: number) => void; perS: () => number } {
  let events: { at: number; count: number }[] = [];
  const recent = () => {
    const from = clock.now() - rateWindowMs;
    events = events.filter((event) => event.at > from);
    return events;
  };
  return {
    add: (count) => {
      const last = events.at(-1);
      // One entry per 100 ms keeps the list at a hundred.
      if (last && clock.now() - last.at < 100) last.count += count;
      else recent().push({ at: clock.now(), count });
    },
    perS: () => recent().reduce((sum, event) => sum + event.count, 0) / (rateWindowMs / 1000),
  };
}
