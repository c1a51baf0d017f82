/** Checks an inspector's report against the checklist of the violation and keeps it, one for each round. */
import type { SubmitFinding } from '@mingchu/shared/dispatch';
import type { Session } from '@mingchu/shared/http';
import { outcomeFindings, type Report, type ReportView } from '@mingchu/shared/report';
import { ProblemError } from '../platform/http/problem.ts';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { checkReport } from './model/checkReport.ts';
import type { PersonAct } from './model/decideAct.ts';
import type { Order } from './model/order.ts';
import { photosOf } from './photoStore.ts';

/** Throws 422 with the named reason of the first thing that is wrong. */
export async function keepReport(
  tx: Transaction,
  deps: DispatchDeps,
  order: Order,
  { input, report, person }: { input: PersonAct; report: Report; person: Session },
): Promise<void> {
  if (input.act !== 'submit') throw new Error(`${input.act} brings no report`);
  const checklist = deps.checklists.forRule(await ruleOfViolation(tx, order.violationId));
  const photos = new Set((await photosOf(tx, order.id)).map((photo) => photo.sha256));
  const now = deps.clock.date();
  const fault = checkReport(report, { checklist, photos, now });
  if (fault !== null) throw new ProblemError(422, fault.code, fault.detail);
  requireSameFinding(report, input.finding);
  await tx.execute(
    `insert into dispatch_report (dispatch_id, offer_number, submitted_by, submitted_at, report)
     values ($1, $2, $3, $4, $5)`,
    [order.id, order.offerCount, person.username, now, JSON.stringify(report)],
  );
}

function requireSameFinding(report: Report, finding: SubmitFinding): void {
  const expected = outcomeFindings[report.outcome];
  if (finding === expected) return;
  throw new ProblemError(
    422,
    'finding-contradicts-outcome',
    `The outcome ${report.outcome} is the finding ${expected}, not ${finding}.`,
  );
}

/** Whose account handed in the latest report, with or without a checklist; null while there is none. */
export async function reporterOf(db: Executor, dispatchId: string): Promise<string | null> {
  const [row] = await db.query<{ actor: string }>(
    `select actor from audit where subject = 'dispatch' and subject_id = $1 and act = 'submit'
     order by id desc limit 1`,
    [dispatchId],
  );
  return row?.actor ?? null;
}

/** The rule that a violation breaks; asked by id, because dispatch knows nothing else of violations. */
export async function ruleOfViolation(db: Executor, violationId: string): Promise<string> {
  const [row] = await db.query<{ ruleId: string }>(
    'select rule_id as "ruleId" from violation where id = $1',
    [violationId],
  );
  if (row === undefined) throw new Error(`there is no violation ${violationId}`);
  return row.ruleId;
}

export async function reportsOf(db: Executor, dispatchId: string): Promise<ReportView[]> {
  const rows = await db.query<Omit<ReportView, 'submittedAt'> & { submittedAt: Date }>(
    `select offer_number as "offerNumber", submitted_by as "submittedBy", submitted_at as "submittedAt", report
     from dispatch_report where dispatch_id = $1 order by offer_number`,
    [dispatchId],
  );
  return rows.map((row) => ({ ...row, submittedAt: row.submittedAt.toISOString() }));
}
