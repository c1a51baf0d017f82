/**
 * Posts each message as JSON to one address, so that it can be handed on to SMS, WeCom or anything else. Delivered
 * means answered with 2xx. The other side may see a message twice after a crash: `Idempotency-Key` is the message id.
 */
import type { Channel, OutboxMessage } from './channel.ts';

/** Real time the other side has to answer, ms. */
const answerWithinMs = 5_000;

export function webhookChannel(url: string): Channel {
  return { name: 'webhook', delivers: 'from-outbox', send: (message) => post(url, message) };
}

async function post(url: string, message: OutboxMessage): Promise<void> {
  const { createdAt, ...facts } = message;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': message.id },
    body: JSON.stringify({ ...facts, createdAt: createdAt.toISOString() }),
    // A redirect could lead where the operator did not point us.
    redirect: 'error',
    signal: AbortSignal.timeout(answerWithinMs),
  });
  // Read and drop the body: an unread one keeps the connection.
  await response.body?.cancel();
  if (!response.ok) throw new Error(`answered ${response.status}`);
}
