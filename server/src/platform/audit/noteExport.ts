/**
 * What leaves the house is on record with the person and the reason before the first byte goes: whoever processes
 * personal information must be able to account for it (个人信息保护法 Art. 51, 54). Every file and every report on paper
 * comes through here.
 */
import type { ExportName } from '@mingchu/shared/exports';
import type { Session } from '@mingchu/shared/http';
import type { Clock } from '../clock.ts';
import { ProblemError } from '../http/problem.ts';
import type { Database } from '../postgres/database.ts';
import { appendAudit } from './audit.ts';

/** Resolves when the row is committed; only then may it be sent. Throws ProblemError 400 `export-needs-reason`. */
export async function noteExport(
  { db, clock }: { db: Database; clock: Clock },
  { username }: Session,
  exported: { name: ExportName; reason: string | undefined; detail: Record<string, unknown> },
): Promise<void> {
  const { name, detail } = exported;
  const reason = exported.reason?.trim() ?? '';
  if (reason === '') throw new ProblemError(400, 'export-needs-reason', 'Say in `reason` what it is for.');
  await db.transaction((tx) =>
    appendAudit(tx, clock.date(), [
      { subject: 'export', subjectId: name, actor: username, act: 'export', reason, detail },
    ]),
  );
}
