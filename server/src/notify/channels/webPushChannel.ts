/**
 * Web Push (RFC 8030, 8291, 8292) to every browser that the person has subscribed. Taken when one push service took
 * it; a subscription that is gone (404, 410) is forgotten. `web-push` encrypts and signs; the request is our own, so
 * that it goes to public addresses only.
 */
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { PushPayload } from '@mingchu/shared/notify';
import webPush from 'web-push';
import { contentOf, NotTakenError, type OutboxMessage, type SendingChannel } from '../channel.ts';
import { publicLookup, refusedEndpoint } from '../publicAddress.ts';

/** Real ms that one push service has to answer. */
const answerWithinMs = 8_000;
/** How long a push service keeps it for a phone that is off, s: an offer is over by then. */
const offerTtlS = 120;
const otherTtlS = 3_600;
const maxReplyLength = 200;

export interface PushSubscriptionRow {
  id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
}

export interface WebPushOptions {
  /** `mailto:` or `https:`: whom a push service asks when something is wrong. */
  subject: string;
  publicKey: string;
  privateKey: string;
  /** For tests and a push service of one's own: private addresses and plain http too. */
  anywhere: boolean;
  subscriptionsOf: (username: string) => Promise<PushSubscriptionRow[]>;
  forget: (subscriptionId: string) => Promise<void>;
}

export function webPushChannel(options: WebPushOptions): SendingChannel {
  return {
    name: 'web-push',
    delivers: 'from-outbox',
    perMinute: null,
    send: async (message) => {
      const { username } = message;
      const subscriptions = username === null ? [] : await options.subscriptionsOf(username);
      if (subscriptions.length === 0) throw new NotTakenError('no browser is subscribed', 'never');
      const outcomes = await Promise.all(subscriptions.map((each) => pushTo(each, message, options)));
      const summary = outcomes.map(({ said }) => said).join('; ');
      if (outcomes.some(({ state }) => state === 'taken')) return summary;
      throw new NotTakenError(
        summary,
        outcomes.every(({ state }) => state === 'gone') ? 'never' : 'backing-off',
      );
    },
  };
}

interface PushOutcome {
  state: 'taken' | 'gone' | 'refused';
  said: string;
}

async function pushTo(
  subscription: PushSubscriptionRow,
  message: OutboxMessage,
  options: WebPushOptions,
): Promise<PushOutcome> {
  const { endpoint, p256dh, auth } = subscription;
  const host = URL.canParse(endpoint) ? new URL(endpoint).host : '?';
  const refused = refusedEndpoint(endpoint, { anywhere: options.anywhere });
  if (refused !== null) return { state: 'refused', said: `${host}: ${refused}` };
  try {
    const { subject, publicKey, privateKey } = options;
    const details = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(payloadOf(message)),
      {
        vapidDetails: { subject, publicKey, privateKey },
        TTL: message.step === 'offer' ? offerTtlS : otherTtlS,
        urgency: 'high',
        topic: topicOf(message.id),
        contentEncoding: 'aes128gcm',
      },
    );
    const { status, text } = await post(endpoint, details, options.anywhere);
    const said = `${host}: HTTP ${status}${text === '' ? '' : `: ${text}`}`;
    if (status >= 200 && status < 300) return { state: 'taken', said };
    if (status !== 404 && status !== 410) return { state: 'refused', said };
    await options.forget(subscription.id);
    return { state: 'gone', said };
  } catch (error) {
    return { state: 'refused', said: `${host}: ${(error as Error).message}` };
  }
}

function payloadOf(message: OutboxMessage): PushPayload {
  const content = contentOf(message);
  return {
    id: message.id,
    step: message.step,
    title: content.title,
    body: content.body,
    // The service worker knows its own origin.
    url: content.path,
    dispatchId: message.dispatchId,
    violationId: message.violationId,
    severity: content.severity,
    at: message.createdAt.toISOString(),
  };
}

/** A push service that still holds the message replaces it by one of the same topic (at most 32 letters). */
function topicOf(messageId: string): string {
  return createHash('sha256').update(messageId).digest('base64url').slice(0, 32);
}

function post(
  endpoint: string,
  details: { method: string; headers: Record<string, unknown>; body: Buffer | null },
  anywhere: boolean,
): Promise<{ status: number; text: string }> {
  const request = new URL(endpoint).protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const sent = request(
      endpoint,
      {
        method: details.method,
        headers: details.headers as Record<string, string>,
        signal: AbortSignal.timeout(answerWithinMs),
        ...(anywhere ? {} : { lookup: publicLookup }),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          if (text.length < maxReplyLength) text += part;
        });
        response.once('error', reject);
        response.once('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            text: text.replace(/\s+/g, ' ').trim().slice(0, maxReplyLength),
          });
        });
      },
    );
    sent.once('error', reject);
    sent.end(details.body);
  });
}
