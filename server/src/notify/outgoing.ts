/**
 * One bounded HTTP exchange with a server outside: 8 s in all, no redirects (they could lead where nobody pointed us),
 * and at most 16 KiB of the answer are read.
 */
import { NotTakenError } from './channel.ts';

/** Real time the other side has to answer, ms. */
const answerWithinMs = 8_000;
const maxAnswerBytes = 16_384;
const maxReplyLength = 300;

export interface OutgoingRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface OutgoingAnswer {
  status: number;
  text: string;
}

/** Rejects when there is no answer; any status is an answer. */
export async function exchange(request: OutgoingRequest): Promise<OutgoingAnswer> {
  const { method, url, headers, body } = request;
  // `fetch` would say the whole address in its error, and it may hold a secret.
  if (!isCallable(url)) throw new NotTakenError('this is not an address that can be called', 'never');
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    redirect: 'error',
    signal: AbortSignal.timeout(answerWithinMs),
  });
  return { status: response.status, text: await readStart(response) };
}

function isCallable(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

async function readStart(response: Response): Promise<string> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the rest: an unread body would keep the connection.
  for await (const part of response.body) {
    parts.push(part as Uint8Array);
    bytes += (part as Uint8Array).byteLength;
    if (bytes >= maxAnswerBytes) break;
  }
  return Buffer.concat(parts).subarray(0, maxAnswerBytes).toString('utf8');
}

/** What the other side said, for people. */
export function replyOf({ status, text }: OutgoingAnswer): string {
  const said = text.replace(/\s+/g, ' ').trim().slice(0, maxReplyLength);
  return said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
}

/** Throws unless the status is 2xx. 429 waits a minute; other 4xx would be said again to the same message. */
export function requireTaken(answer: OutgoingAnswer): void {
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  if (status === 429) throw new NotTakenError(replyOf(answer), rateLimitWaitMs);
  const forGood = status >= 400 && status < 500 && status !== 408;
  throw new NotTakenError(replyOf(answer), forGood ? 'never' : 'backing-off');
}

/** Real ms to wait when the other side says that it hears too much of us. */
export const rateLimitWaitMs = 60_000;

/** JSON of a vendor's answer; throws when it is not an object. */
export function answerJson(answer: OutgoingAnswer): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(answer.text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json))
      return json as Record<string, unknown>;
  } catch {
    // Told below like every other answer that is not theirs.
  }
  throw new NotTakenError(`no JSON object: ${replyOf(answer)}`);
}
