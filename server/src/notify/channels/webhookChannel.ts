/**
 * Posts each message as JSON to one address. Delivered means answered with 2xx. The other side may see a message
 * twice after a crash: `Idempotency-Key` is the message id. With a secret, `Mingchu-Signature: t=…,v1=…` carries
 * HMAC-SHA256 over `t.body` in hex, so that the receiver knows who wrote it and when.
 */
import { createHmac } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { NotTakenError, type OutboxMessage, type SendingChannel } from '../channel.ts';
import { exchange, replyOf, requireTaken } from '../outgoing.ts';

/** The webhook of the environment: unsigned, and every refusal is tried again. */
export function webhookChannel(url: string): SendingChannel {
  return {
    name: 'webhook',
    delivers: 'from-outbox',
    perMinute: null,
    send: async (message) => {
      const { createdAt, recipientId, id, step, text, dispatchId, violationId, attempts } = message;
      const facts = { id, recipientId, step, text, dispatchId, violationId, attempts };
      const body = JSON.stringify({ ...facts, createdAt: createdAt.toISOString() });
      const answer = await exchange({ method: 'POST', url, headers: headersOf(message), body });
      if (answer.status < 200 || answer.status > 299) throw new NotTakenError(`HTTP ${answer.status}`);
      return replyOf(answer);
    },
  };
}

export function signedWebhookChannel(
  name: string,
  options: { url: string; signingSecret: string; perMinute: number | null; clock: Clock },
): SendingChannel {
  const { url, signingSecret, perMinute, clock } = options;
  return {
    name,
    delivers: 'from-outbox',
    perMinute,
    send: async (message) => {
      const { createdAt, ...facts } = message;
      const body = JSON.stringify({ ...facts, createdAt: createdAt.toISOString() });
      const timestamp = String(Math.floor(clock.now() / 1000));
      const signature = createHmac('sha256', signingSecret).update(`${timestamp}.${body}`).digest('hex');
      const headers = { ...headersOf(message), 'mingchu-signature': `t=${timestamp},v1=${signature}` };
      const answer = await exchange({ method: 'POST', url, headers, body });
      requireTaken(answer);
      return replyOf(answer);
    },
  };
}

function headersOf(message: OutboxMessage): Record<string, string> {
  return { 'content-type': 'application/json', 'idempotency-key': message.id };
}
