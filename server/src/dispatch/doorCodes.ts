/**
 * The codes at the doors: one secret per site, made here and never told to inspectors. A new secret ends the one
 * before, which is kept: a code that was read in a dead spot is checked against the secret of its own time.
 */
import { randomBytes } from 'node:crypto';
import { appendAudit } from '../platform/audit/audit.ts';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import { fittingStep } from './totp.ts';

export interface DoorCode {
  siteId: string;
  fromAt: Date;
  secret: Buffer;
  stepS: number;
  madeBy: string;
}

/** A screen at the door shows a new code this often. */
const defaultStepS = 30;
/** As long as the hash (RFC 4226, section 4). */
const secretBytes = 20;

const doorCodeColumns = `site_id as "siteId", from_at as "fromAt", secret, step_s as "stepS", made_by as "madeBy"`;

/** The secret in force at a time; null when the site had none. */
export async function doorCodeAt(db: Executor, siteId: string, at: Date): Promise<DoorCode | null> {
  const [row] = await db.query<DoorCode>(
    `select ${doorCodeColumns} from door_code
     where site_id = $1 and from_at <= $2 and (until_at is null or until_at > $2)`,
    [siteId, at],
  );
  return row ?? null;
}

/**
 * Makes a new secret of a site, or, with `firstOnly`, none when somebody else has just made one. Without `stepS` the
 * step stays as it was.
 */
export async function makeDoorCode(
  tx: Transaction,
  request: {
    siteId: string;
    stepS: number | null;
    actor: string;
    reason: string;
    firstOnly?: boolean;
    now: Date;
  },
): Promise<DoorCode> {
  const { siteId, actor, reason, now } = request;
  // One at a time per site: the second waits, and ends what the first made.
  await tx.execute('select 1 from site where id = $1 for update', [siteId]);
  const [before] = await tx.query<DoorCode>(
    `select ${doorCodeColumns} from door_code where site_id = $1 and until_at is null`,
    [siteId],
  );
  if (before !== undefined && request.firstOnly) return before;
  const stepS = request.stepS ?? before?.stepS ?? defaultStepS;
  const code = { siteId, fromAt: now, secret: randomBytes(secretBytes), stepS, madeBy: actor };
  await tx.execute('update door_code set until_at = $2 where site_id = $1 and until_at is null', [
    siteId,
    now,
  ]);
  await tx.execute(
    `insert into door_code (site_id, from_at, secret, step_s, made_by) values ($1, $2, $3, $4, $5)
     on conflict (site_id, from_at)
       do update set until_at = null, secret = excluded.secret, step_s = excluded.step_s, made_by = excluded.made_by`,
    [siteId, now, code.secret, stepS, actor],
  );
  const detail = { stepS, previousStepS: before?.stepS ?? null };
  await appendAudit(tx, now, [
    { subject: 'registry', subjectId: siteId, actor, act: 'make-door-code', reason, detail },
  ]);
  return code;
}

/** A code that fits: which one it is, for the record, and how finely it tells the time. */
export interface FittingCode {
  key: string;
  stepS: number;
}

/** Null when it does not fit the secret of that time; `no-door-code` when the site has none. */
export async function checkDoorCode(
  db: Executor,
  siteId: string,
  { code, at }: { code: string; at: Date },
): Promise<FittingCode | 'no-door-code' | null> {
  const known = await doorCodeAt(db, siteId, at);
  if (known === null) return 'no-door-code';
  const step = fittingStep(known.secret, code, { ms: at.getTime(), stepS: known.stepS });
  if (step === null) return null;
  return { key: `${siteId}/${known.fromAt.getTime()}/${step}`, stepS: known.stepS };
}
