/** SQL of acts that a phone kept while it had no network: each id is answered once. */
import type { OvertakenBy } from '@mingchu/shared/http';
import type { QueuedOutcome } from '@mingchu/shared/queuedAct';
import type { Executor, Transaction } from '../platform/postgres/database.ts';

export interface QueuedActRow {
  username: string;
  actId: string;
  dispatchId: string;
  act: string;
  deviceTime: Date;
  receivedAt: Date;
  clockOffsetMs: number;
  outcome: QueuedOutcome;
  code: string | null;
  detail: string | null;
  /** What overtook it. */
  happened: OvertakenBy | null;
}

/** False when this act is known; waits while another transaction is about to answer it. */
export async function insertQueuedAct(tx: Transaction, row: QueuedActRow): Promise<boolean> {
  const inserted = await tx.execute(
    `insert into queued_act (username, act_id, dispatch_id, act, device_time, received_at, clock_offset_ms, outcome,
                             code, detail, happened)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
    [
      row.username,
      row.actId,
      row.dispatchId,
      row.act,
      row.deviceTime,
      row.receivedAt,
      row.clockOffsetMs,
      row.outcome,
      row.code,
      row.detail,
      row.happened === null ? null : JSON.stringify(row.happened),
    ],
  );
  return inserted > 0;
}

export async function setQueuedOutcome(
  tx: Transaction,
  row: Pick<QueuedActRow, 'username' | 'actId' | 'outcome' | 'code' | 'detail' | 'happened'>,
): Promise<void> {
  await tx.execute(
    `update queued_act set outcome = $3, code = $4, detail = $5, happened = $6
     where username = $1 and act_id = $2`,
    [
      row.username,
      row.actId,
      row.outcome,
      row.code,
      row.detail,
      row.happened === null ? null : JSON.stringify(row.happened),
    ],
  );
}

export async function findQueuedAct(
  db: Executor,
  username: string,
  actId: string,
): Promise<QueuedActRow | null> {
  const [row] = await db.query<QueuedActRow>(
    `select username, act_id as "actId", dispatch_id as "dispatchId", act, device_time as "deviceTime",
            received_at as "receivedAt", clock_offset_ms as "clockOffsetMs", outcome, code, detail, happened
     from queued_act where username = $1 and act_id = $2`,
    [username, actId],
  );
  return row ?? null;
}
