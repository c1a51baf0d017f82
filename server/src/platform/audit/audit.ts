/** The audit trail: who did what to which subject, and why. Rows are only ever added. */
import type { AuditSubject } from '@mingchu/shared/http';
import type { Transaction } from '../postgres/database.ts';

export interface AuditEntry {
  subject: AuditSubject;
  subjectId: string;
  /** So that a violation's timeline also finds its dispatch and messages. */
  violationId?: string;
  /** `system`, or an account name. */
  actor: string;
  act: string;
  reason: string;
  detail?: Record<string, unknown>;
}

/** All entries of one moment in one statement. */
export async function appendAudit(tx: Transaction, at: Date, entries: AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.execute(
    `insert into audit (at, subject, subject_id, violation_id, actor, act, reason, detail)
     select $1, entry.subject, entry.subject_id, entry.violation_id, entry.actor, entry.act, entry.reason,
            entry.detail::jsonb
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       as entry(subject, subject_id, violation_id, actor, act, reason, detail)`,
    [
      at,
      entries.map((entry) => entry.subject),
      entries.map((entry) => entry.subjectId),
      entries.map((entry) => entry.violationId ?? null),
      entries.map((entry) => entry.actor),
      entries.map((entry) => entry.act),
      entries.map((entry) => entry.reason),
      entries.map((entry) => JSON.stringify(entry.detail ?? {})),
    ],
  );
}
