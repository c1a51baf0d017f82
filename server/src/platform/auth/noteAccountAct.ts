import { appendAudit } from '../audit/audit.ts';
import type { Clock } from '../clock.ts';
import type { Transaction } from '../postgres/database.ts';

/** Records what somebody who is signed in did with an account, his own or another's. */
export async function noteAccountAct(
  tx: Transaction,
  { clock }: { clock: Clock },
  entry: {
    request: { session: { username: string } };
    /** The account. */
    username: string;
    act: string;
    detail: Record<string, unknown>;
  },
): Promise<void> {
  const { request, username, act, detail } = entry;
  const actor = request.session.username;
  await appendAudit(tx, clock.date(), [
    { subject: 'session', subjectId: username, actor, act, reason: 'asked-by-account', detail },
  ]);
}
