/**
 * A person's device says that a message was shown or opened. It may name the message in the application or what a
 * channel brought of it: both get the receipt, and what has not gone out to this person yet stays.
 */
import type { Session } from '@mingchu/shared/http';
import type { ReceiptBody } from '@mingchu/shared/notify';
import { appendAudit } from '../platform/audit/audit.ts';
import type { Clock } from '../platform/clock.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import { cancelWaiting, markReceipt, messageOwner, type Receipt } from './inboxStore.ts';
import { messageAudit } from './messageStore.ts';

export async function giveReceipt(
  deps: { db: Database; clock: Clock },
  receipt: { id: string; event: ReceiptBody['event']; session: Session; recipientIds: readonly string[] },
): Promise<Receipt> {
  const { id, event, session, recipientIds } = receipt;
  return deps.db.transaction(async (tx) => {
    const message = await messageOwner(tx, id);
    if (message === null) throw new ProblemError(404, 'no-such-message', 'There is no such message.');
    const own = message.username === session.username;
    if (!own && !recipientIds.includes(message.recipientId)) {
      throw new ProblemError(403, 'not-your-message', 'This message was sent to someone else.');
    }
    const now = deps.clock.date();
    // Children before their parent, as everywhere.
    await cancelWaiting(tx, { rootId: message.rootId, username: session.username });
    const marked = await markReceipt(tx, { id, event, now });
    if (marked === null) throw new ProblemError(404, 'no-such-message', 'There is no such message.');
    if (message.rootId !== id) await markReceipt(tx, { id: message.rootId, event, now });
    const first = event === 'opened' ? marked.openedAt : marked.shownAt;
    if (first === now.toISOString()) {
      await appendAudit(tx, now, [
        messageAudit(message, {
          actor: session.username,
          act: `message-${event}`,
          reason: message.channel,
          detail: { recipientId: message.recipientId },
        }),
      ]);
    }
    return marked;
  });
}
