/** The SQL of the evaluation log: shards, their batches and checkpoints. */
import type { Executor, Transaction } from '../platform/postgres/database.ts';

/** First key of the advisory locks that fence evaluators; the second is the shard. */
const fenceClass = 0x6d63; // "mc"

export interface ShardHead {
  appendedSeq: number;
  evaluatedSeq: number;
  checkpointSeq: number;
}

/**
 * Fences this shard from other evaluators until the transaction ends, and answers where it stands. An advisory lock and
 * not the row's: intake appends to the row meanwhile.
 */
export async function fenceShard(tx: Transaction, shard: number): Promise<ShardHead> {
  const [, [head]] = await Promise.all([
    tx.query('select pg_advisory_xact_lock($1, $2)', [fenceClass, shard]),
    // A statement of its own: it sees what was committed while the first one waited.
    tx.query<ShardHead>(
      `select appended_seq as "appendedSeq", evaluated_seq as "evaluatedSeq", checkpoint_seq as "checkpointSeq"
       from shard where id = $1`,
      [shard],
    ),
  ]);
  if (!head) throw new Error(`there is no shard ${shard}: run the migrations`);
  return head;
}

/** Moves the shard on. @throws when someone else has: the fence was broken */
export async function advanceShard(
  tx: Transaction,
  shard: number,
  step: { from: number; to: number },
): Promise<void> {
  const touched = await tx.execute(
    'update shard set evaluated_seq = $3 where id = $1 and evaluated_seq = $2',
    [shard, step.from, step.to],
  );
  if (touched !== 1) throw new Error(`shard ${shard} has moved on from ${step.from} under its fence`);
}

export interface StoredBatch {
  batchSeq: number;
  payload: Buffer;
}

/** Batches that are not evaluated yet, in order, at most `limit`. */
export function batchesWaiting(tx: Transaction, shard: number, limit: number): Promise<StoredBatch[]> {
  return tx.query<StoredBatch>(
    `select batch_seq as "batchSeq", payload from observation_batch
     where shard = $1 and batch_seq > (select evaluated_seq from shard where id = $1) order by batch_seq limit $2`,
    [shard, limit],
  );
}

/** Batches with after < seq ≤ through, in order, at most `limit`. */
export function batchesBetween(
  db: Executor,
  shard: number,
  range: { after: number; through: number; limit: number },
): Promise<StoredBatch[]> {
  return db.query<StoredBatch>(
    `select batch_seq as "batchSeq", payload from observation_batch
     where shard = $1 and batch_seq > $2 and batch_seq <= $3 order by batch_seq limit $4`,
    [shard, range.after, range.through, range.limit],
  );
}

export async function readCheckpoint(
  db: Executor,
  shard: number,
): Promise<{ seq: number; bytes: Buffer | null }> {
  const [row] = await db.query<{ seq: number; bytes: Buffer | null }>(
    'select checkpoint_seq as seq, checkpoint as bytes from shard where id = $1',
    [shard],
  );
  return row ?? { seq: 0, bytes: null };
}

/** Keeps the state and lets go of the batches that it makes superfluous. */
export async function writeCheckpoint(
  tx: Transaction,
  shard: number,
  point: { seq: number; bytes: Buffer },
): Promise<void> {
  await tx.execute('update shard set checkpoint = $2, checkpoint_seq = $3 where id = $1', [
    shard,
    point.bytes,
    point.seq,
  ]);
  await tx.execute('delete from observation_batch where shard = $1 and batch_seq <= $2', [shard, point.seq]);
}

/** Appends a tick unless one was appended less than `everyMs` ago, by whichever process. */
export async function appendTick(
  tx: Transaction,
  shard: number,
  tick: { at: Date; everyMs: number; payload: Buffer },
): Promise<boolean> {
  const latest = new Date(tick.at.getTime() - tick.everyMs);
  const touched = await tx.execute(
    `with head as (update shard set appended_seq = appended_seq + 1, ticked_at = $2
                   where id = $1 and (ticked_at is null or ticked_at <= $3) returning appended_seq)
     insert into observation_batch (shard, batch_seq, committed_at, payload)
     select $1, appended_seq, $2, $4 from head`,
    [shard, tick.at, latest, tick.payload],
  );
  return touched === 1;
}

/** Shards with batches to evaluate. */
export async function shardsBehind(db: Executor, shardCount: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    'select id from shard where appended_seq > evaluated_seq and id < $1 order by id',
    [shardCount],
  );
  return rows.map((row) => row.id);
}
