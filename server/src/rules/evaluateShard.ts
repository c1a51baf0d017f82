/**
 * Evaluates one shard's log. States: *cold* (no memory: the checkpoint is loaded and the batches after it are replayed
 * with their decisions thrown away, because they were applied before) and *warm* (memory stands at `evaluatedSeq`).
 * Memory is moved before the transaction commits; so whenever it does not commit, memory is dropped and the shard is
 * cold again. The same when another process has moved the shard on. Batches are deleted only up to the checkpoint:
 * a process may be killed anywhere, and nothing is lost or applied twice.
 */
import { decodeBatch } from '../ingest/model/batchCodec.ts';
import { appendChanges } from '../platform/changelog/changeLog.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { applyDecisions } from '../violations/applyDecisions.ts';
import type { ViolationDeps } from '../violations/writeViolations.ts';
import { decodeCheckpoint, encodeCheckpoint } from './model/checkpoint.ts';
import { type CompiledRules, compileRules } from './model/compileRules.ts';
import { evaluate } from './model/evaluate.ts';
import { type EvaluationState, freshState } from './model/state.ts';
import {
  advanceShard,
  batchesBetween,
  batchesWaiting,
  fenceShard,
  readCheckpoint,
  type StoredBatch,
  writeCheckpoint,
} from './shardStore.ts';

/** Batches taken in one transaction. */
const maxBatches = 16;
/** Real ms between two checkpoints of a shard, and for states above `largeStateBytes`. */
const checkpointEveryMs = 10_000;
const largeStateEveryMs = 60_000;
const largeStateBytes = 1 << 20;

export interface EvaluationStats {
  observations: number;
  decisions: number;
  ignored: Record<string, number>;
}

export interface ShardEvaluator {
  /** Evaluates until nothing is left, and answers how many batches that were. Called again meanwhile: joins in. */
  run(shard: number): Promise<number>;
  /** Checkpoints every warm shard. */
  checkpointAll(): Promise<void>;
  readonly stats: EvaluationStats;
}

interface Memory {
  state: EvaluationState;
  evaluatedSeq: number;
  /** Virtual ms. */
  nextCheckpointAt: number;
}

export function createShardEvaluator(deps: ViolationDeps & { shardCount: number }): ShardEvaluator {
  const memories = new Map<number, Memory>();
  const compiled = new Map<number, CompiledRules>();
  const running = new Map<number, { done: Promise<number>; again: boolean }>();
  const stats: EvaluationStats = { observations: 0, decisions: 0, ignored: {} };
  const context: Context = { deps, memories, compiled, stats };

  const loop = async (shard: number, run: { again: boolean }): Promise<number> => {
    let batches = 0;
    try {
      do {
        run.again = false;
        for (let taken = maxBatches; taken === maxBatches; batches += taken)
          taken = await evaluateOnce(context, shard);
      } while (run.again);
      return batches;
    } finally {
      // In the same turn as the last look at `again`: whoever comes later starts a run of his own.
      running.delete(shard);
    }
  };
  return {
    stats,
    run: (shard) => {
      const current = running.get(shard);
      if (current) {
        current.again = true;
        return current.done;
      }
      const run = { again: false, done: Promise.resolve(0) };
      running.set(shard, run);
      run.done = loop(shard, run);
      return run.done;
    },
    checkpointAll: async () => {
      for (const { done } of running.values()) await done.catch(() => 0);
      for (const [shard, memory] of memories) {
        await deps.db.transaction(async (tx) => {
          const head = await fenceShard(tx, shard);
          if (head.evaluatedSeq !== memory.evaluatedSeq || head.checkpointSeq === head.evaluatedSeq) return;
          await writeCheckpoint(tx, shard, {
            seq: memory.evaluatedSeq,
            bytes: encodeCheckpoint(memory.state),
          });
        });
      }
    },
  };
}

interface Context {
  deps: ViolationDeps & { shardCount: number };
  memories: Map<number, Memory>;
  compiled: Map<number, CompiledRules>;
  stats: EvaluationStats;
}

/** One transaction's worth; answers how many batches it took. */
async function evaluateOnce(context: Context, shard: number): Promise<number> {
  const { deps, memories } = context;
  try {
    return await deps.db.transaction(async (tx) => {
      const [head, batches] = await Promise.all([
        fenceShard(tx, shard),
        batchesWaiting(tx, shard, maxBatches),
      ]);
      const last = batches.at(-1);
      if (!last) {
        if (head.appendedSeq === head.evaluatedSeq) return 0;
        throw new Error(`shard ${shard}: batches after ${head.evaluatedSeq} are missing`);
      }
      const memory = await memoryAt(context, tx, { shard, evaluatedSeq: head.evaluatedSeq });
      const decisions = judgeBatches(context, { shard, memory, batches });
      const changes = await applyDecisions(tx, deps, decisions);
      await advanceShard(tx, shard, { from: head.evaluatedSeq, to: last.batchSeq });
      memory.evaluatedSeq = last.batchSeq;
      await checkpointWhenDue(deps, tx, { shard, memory });
      appendChanges(tx, deps.clock.date(), changes);
      return batches.length;
    });
  } catch (error) {
    memories.delete(shard);
    throw error;
  }
}

function judgeBatches(
  context: Context,
  { shard, memory, batches }: { shard: number; memory: Memory; batches: StoredBatch[] },
) {
  const { stats } = context;
  const rules = rulesFor(context, shard);
  const observations = batches.flatMap((batch) => decodeBatch(batch.payload));
  const { decisions, ignored } = evaluate(memory.state, observations, rules);
  stats.observations += observations.length;
  stats.decisions += decisions.length;
  for (const [reason, count] of Object.entries(ignored))
    stats.ignored[reason] = (stats.ignored[reason] ?? 0) + count;
  return decisions;
}

function rulesFor({ deps, compiled }: Context, shard: number): CompiledRules {
  let rules = compiled.get(shard);
  if (!rules || rules.revision !== deps.registry.revision) {
    rules = compileRules(deps.rulebook, deps.registry, { shard, shardCount: deps.shardCount });
    compiled.set(shard, rules);
  }
  return rules;
}

async function memoryAt(
  context: Context,
  tx: Transaction,
  { shard, evaluatedSeq }: { shard: number; evaluatedSeq: number },
): Promise<Memory> {
  const { deps, memories } = context;
  const warm = memories.get(shard);
  if (warm && warm.evaluatedSeq === evaluatedSeq) return warm;
  const point = await readCheckpoint(tx, shard);
  const memory: Memory = {
    state: point.bytes ? decodeCheckpoint(point.bytes) : freshState(),
    evaluatedSeq: point.seq,
    nextCheckpointAt: deps.clock.now() + checkpointEveryMs * deps.clock.speed,
  };
  while (memory.evaluatedSeq < evaluatedSeq) {
    const batches = await batchesBetween(tx, shard, {
      after: memory.evaluatedSeq,
      through: evaluatedSeq,
      limit: maxBatches,
    });
    const last = batches.at(-1);
    if (!last) throw new Error(`shard ${shard}: batches after ${memory.evaluatedSeq} are missing`);
    judgeBatches(context, { shard, memory, batches });
    memory.evaluatedSeq = last.batchSeq;
  }
  memories.set(shard, memory);
  deps.log.info({ shard, checkpointSeq: point.seq, evaluatedSeq }, 'rules replayed from the checkpoint');
  return memory;
}

async function checkpointWhenDue(
  deps: ViolationDeps,
  tx: Transaction,
  { shard, memory }: { shard: number; memory: Memory },
): Promise<void> {
  if (deps.clock.now() < memory.nextCheckpointAt) return;
  const bytes = encodeCheckpoint(memory.state);
  await writeCheckpoint(tx, shard, { seq: memory.evaluatedSeq, bytes });
  const everyMs = bytes.length > largeStateBytes ? largeStateEveryMs : checkpointEveryMs;
  memory.nextCheckpointAt = deps.clock.now() + everyMs * deps.clock.speed;
}
