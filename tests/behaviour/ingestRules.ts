/** The rules of the program over what an ingest world takes in. */
import { fileURLToPath } from 'node:url';
import { createClock } from '@mingchu/server/platform/clock';
import { createShardEvaluator, type ShardEvaluator } from '@mingchu/server/rules/evaluateShard';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { type DispatchWorld, openDispatchWorld } from '../harness/dispatchWorld.ts';
import { silentQueue } from '../harness/silentQueue.ts';
import { type IngestWorld, shardCount } from './ingestWorld.ts';

const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));

export interface IngestRules {
  dispatch: DispatchWorld;
  newEvaluator(): ShardEvaluator;
  /** One round of a worker that has just begun. */
  evaluateAll(): Promise<void>;
  close(): Promise<unknown>;
}

export async function openRules({ db, logged: { log } }: IngestWorld): Promise<IngestRules> {
  const clock = createClock();
  const dispatch = await openDispatchWorld({ db, clock, log, queue: silentQueue });
  const { registry } = dispatch.deps;
  const newEvaluator = () =>
    createShardEvaluator({ db, clock, log, registry, rulebook, dispatch: dispatch.deps, shardCount });
  return {
    dispatch,
    newEvaluator,
    evaluateAll: async () => {
      const evaluator = newEvaluator();
      for (let shard = 0; shard < shardCount; shard++) await evaluator.run(shard);
      await evaluator.checkpointAll();
    },
    close: () => dispatch.close(),
  };
}
