/**
 * The escalation policy in force, in every process: the one that people set last, or the shipped file. Orders that are
 * open keep the due times they have; what is planned from now on follows the new one.
 */
import type { EscalationPolicy, PolicyBody, PolicyView } from '@mingchu/shared/policy';
import { EscalationPolicy as PolicySchema } from '@mingchu/shared/policy';
import type { Session } from '@mingchu/shared/http';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { appendAudit } from '../platform/audit/audit.ts';
import type { Clock } from '../platform/clock.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Logger } from '../platform/log.ts';
import type { Database, Executor, Transaction } from '../platform/postgres/database.ts';
import { checkPolicy } from './loadPolicy.ts';

export interface PolicyBook {
  readonly current: EscalationPolicy;
  view(): PolicyView;
  /** Throws ProblemError 409 `overtaken` or 422 `policy-mistake`. */
  set(change: Static<typeof PolicyBody>, person: Session): Promise<PolicyView>;
  close(): Promise<void>;
}

/** PostgreSQL channel on which all processes hear of a new policy. */
const policyChannel = 'mingchu_policy';
const validator = Compile(PolicySchema);

interface PolicyRow {
  revision: number;
  body: EscalationPolicy;
  reason: string;
  setBy: string;
  setAt: Date;
}

export async function openPolicyBook(deps: {
  db: Database;
  clock: Clock;
  log: Logger;
  shipped: EscalationPolicy;
}): Promise<PolicyBook> {
  const { db, clock, log, shipped } = deps;
  let newest: PolicyRow | null = null;
  const renew = async (): Promise<void> => {
    const row = await newestPolicy(db);
    // A policy of another version of this program may lack a part; the shipped one is then the safer.
    if (row !== null && !validator.Check(row.body)) {
      log.error({ revision: row.revision }, 'the policy that was set does not fit this version');
      return;
    }
    if (row !== null && row.revision >= (newest?.revision ?? 0)) newest = row;
  };
  const renewOnNotice = (): void => {
    renew().catch((error: unknown) =>
      log.warn({ err: error }, 'policy not renewed; the next notice tries again'),
    );
  };
  const stopListening = await db.listen(policyChannel, {
    onPayload: renewOnNotice,
    onReconnect: renewOnNotice,
  });
  await renew();
  const view = (): PolicyView => ({
    revision: newest?.revision ?? 0,
    policy: newest?.body ?? shipped,
    shipped,
    set: newest && { by: newest.setBy, at: newest.setAt.toISOString(), reason: newest.reason },
  });
  return {
    get current() {
      return newest?.body ?? shipped;
    },
    view,
    set: async ({ revision, policy, reason }, { username }) => {
      demandSound(policy);
      const row = { revision: revision + 1, body: policy, reason, setBy: username, setAt: clock.date() };
      await db.transaction((tx) => writePolicy(tx, row, shipped));
      await renew();
      return view();
    },
    close: stopListening,
  };
}

/** Throws ProblemError 422 `policy-mistake` with the place of the first mistake. */
export function demandSound(policy: EscalationPolicy): void {
  checkPolicy(policy, (path, mistake) => {
    throw new ProblemError(422, 'policy-mistake', [...path, mistake].join(' '));
  });
}

/** With its audit row and the notice to all processes. Throws ProblemError 409 when it follows another than the newest. */
async function writePolicy(tx: Transaction, row: PolicyRow, shipped: EscalationPolicy): Promise<void> {
  const { revision, body, reason, setBy, setAt } = row;
  await tx.execute('lock table escalation_policy in exclusive mode');
  const before = await newestPolicy(tx);
  if ((before?.revision ?? 0) !== revision - 1)
    throw new ProblemError(409, 'overtaken', `${before?.setBy ?? ''} has set another policy meanwhile.`);
  await tx.execute(
    'insert into escalation_policy (revision, body, reason, set_by, set_at) values ($1, $2, $3, $4, $5)',
    [revision, JSON.stringify(body), reason, setBy, setAt],
  );
  await appendAudit(tx, setAt, [
    {
      subject: 'policy',
      subjectId: String(revision),
      actor: setBy,
      act: 'set-policy',
      reason,
      detail: { before: before?.body ?? shipped, after: body },
    },
  ]);
  await tx.execute('select pg_notify($1, $2)', [policyChannel, String(revision)]);
}

async function newestPolicy(db: Executor): Promise<PolicyRow | null> {
  const [row] = await db.query<PolicyRow>(
    `select revision, body, reason, set_by as "setBy", set_at as "setAt"
     from escalation_policy order by revision desc limit 1`,
  );
  return row ?? null;
}
