/**
 * Starts evaluation in this process: the queue's jobs for speed, a sweep for what the queue forgot, ticks so that
 * silence is noticed, and the release of what was held for a time. Any number of processes may run it: a fence per
 * shard and the tick's own time keep them from doing anything twice.
 */
import type { JobQueue } from '../platform/queue/queue.ts';
import { encodeBatch } from '../ingest/model/batchCodec.ts';
import { releaseHeld } from '../violations/releaseHeld.ts';
import type { ViolationDeps } from '../violations/writeViolations.ts';
import { createShardEvaluator, type EvaluationStats } from './evaluateShard.ts';
import { appendTick, shardsBehind } from './shardStore.ts';

/** Virtual ms. */
const sweepMs = 1_000;
export const tickMs = 5_000;

export interface EvaluationDeps extends ViolationDeps {
  queue: JobQueue;
  shardCount: number;
}

export interface EvaluationWorker {
  stats(): EvaluationStats;
  /** Lets a tick that is under way end, and evaluates everything that is there now. */
  drain(): Promise<void>;
  /** Ends timers, waits for what runs, checkpoints. */
  stop(): Promise<void>;
}

export async function startEvaluation(deps: EvaluationDeps): Promise<EvaluationWorker> {
  const evaluator = createShardEvaluator(deps);
  let stopped = false;
  const run = async (shard: number) => {
    if (!stopped) await evaluator.run(shard);
  };
  const drain = async () => {
    const shards = await shardsBehind(deps.db, deps.shardCount);
    await Promise.all(shards.map(run));
  };
  const tick = async () => {
    const at = deps.clock.date();
    const payload = encodeBatch([{ kind: 'tick', at: at.getTime() }]);
    for (let shard = 0; shard < deps.shardCount; shard++) {
      await deps.db.transaction((tx) => appendTick(tx, shard, { at, everyMs: tickMs - 500, payload }));
    }
    await releaseHeld(deps);
  };
  await deps.queue.process('evaluate', ({ shard }) => run(shard));
  const sweeping = repeat(deps, { everyMs: sweepMs, name: 'evaluation sweep', work: drain });
  const ticking = repeat(deps, { everyMs: tickMs, name: 'evaluation tick', work: tick });
  return {
    stats: () => evaluator.stats,
    drain: async () => {
      await ticking.settled();
      await drain();
    },
    stop: async () => {
      await Promise.all([ticking.stop(), sweeping.stop()]);
      stopped = true;
      await evaluator.checkpointAll().catch((error: unknown) => {
        deps.log.warn({ err: error }, 'no last checkpoint: the next start replays a little more');
      });
    },
  };
}

/** Runs `work` every so often, never twice at a time; a failure is logged, and the next turn tries again. */
function repeat(
  { clock, log }: Pick<EvaluationDeps, 'clock' | 'log'>,
  { everyMs, name, work }: { everyMs: number; name: string; work: () => Promise<void> },
): { settled(): Promise<void>; stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  const stopTimer = clock.setRepeating(everyMs, () => {
    running ??= work()
      .catch((error: unknown) => log.warn({ err: error, name }, 'failed; the next turn tries again'))
      .finally(() => {
        running = undefined;
      });
  });
  const settled = async () => running;
  return {
    settled,
    stop: () => {
      stopTimer();
      return settled();
    },
  };
}
