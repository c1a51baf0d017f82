/**
 * Sends what was kept: pictures first, because acts name them, then the acts as `nextToSend` says, in parts. Runs in
 * the page and, after a `sync` event, in the service worker; a lock of the browser keeps the two apart, and the server
 * answers each act's id once, so that a batch whose answer was lost does nothing twice.
 */
import type { PhotoView } from '@mingchu/shared/arrival';
import {
  maxQueuedActs,
  type QueuedActAnswer,
  type QueuedActsAnswer,
  type QueuedActsBody,
} from '@mingchu/shared/queuedAct';
import { isFinal, isServerFailure, RequestError } from '../../../http/requestError.ts';
import {
  dropAct,
  dropPhoto,
  type KeptAct,
  keepPhoto,
  keptActs,
  type KeptPhoto,
  keptPhotos,
  readPage,
  rewriteAct,
  writePage,
} from './kept.ts';
import { type Attempt, failedAgain, isDue, localPhotoPrefix, nextToSend } from './nextToSend.ts';

/** Sends one request. Rejects with a `RequestError`, whose `status` is 0 when nobody was reached. */
export type Send = (path: string, body: unknown) => Promise<unknown>;

export interface SentReport {
  /** Why it ended: all is sent, nobody was reached, or something stays for the next attempt. */
  ended: 'all-sent' | 'unreachable' | 'not-taken';
  answers: ToldAnswer[];
}

/** What the server said of an act. */
export interface ToldAnswer {
  act: KeptAct;
  answer: QueuedActAnswer;
  /** The server's clock minus the phone's when it was sent; not known of a request that was refused as a whole. */
  clockOffsetMs?: number;
}

const lockName = 'mingchu-kept-acts';

/**
 * Sends all that `username` has kept and that is due; `byHand`: he asked for it, so all of it. Never throws for what a
 * network or the server says.
 */
export async function sendKept(username: string, send: Send, byHand = false): Promise<SentReport> {
  return alone(async () => {
    const answers: SentReport['answers'] = [];
    try {
      const tried = new Set<string>();
      const attempt = (): Attempt => ({ nowMs: Date.now(), byHand, tried });
      await sendPhotos(username, send, attempt);
      let most = maxQueuedActs;
      for (;;) {
        const [acts, photos] = [await keptActs(username), await keptPhotos(username)];
        const next = nextToSend(acts, photos, attempt()).slice(0, most);
        const [only, ...others] = next;
        if (!only) return { ended: isAllSent(acts, photos) ? 'all-sent' : 'not-taken', answers };
        try {
          answers.push(...(await sendActs(username, next, { send, photos })));
        } catch (error) {
          if (!isAboutOne(error)) throw error;
          // Which of them it was is not known: each by itself from here on.
          most = 1;
          if (others.length > 0) continue;
          answers.push(...(await endOrKeep(username, only, error)));
        }
        for (const { id } of next) tried.add(id);
      }
    } catch (error) {
      return {
        ended: error instanceof RequestError && error.status > 0 ? 'not-taken' : 'unreachable',
        answers,
      };
    }
  });
}

function isAllSent(acts: readonly KeptAct[], photos: readonly KeptPhoto[]): boolean {
  return acts.length === 0 && photos.every(({ sha256 }) => sha256 !== null);
}

/** Takes an act out by hand: it is not handed in any more, and what waited behind it goes on. */
export function takeOutAct({ place }: KeptAct): Promise<void> {
  return alone(() => (place === undefined ? Promise.resolve() : dropAct(place)));
}

/** Takes a picture out by hand: the acts that name it go without. */
export function takeOutPhoto({ id }: KeptPhoto): Promise<void> {
  return alone(() => dropPhoto(id));
}

/** Browsers have locks on https only; without, there is no service worker to be kept apart from either. */
function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  return 'locks' in navigator ? navigator.locks.request(lockName, work) : work();
}

/** It was done, now or by an earlier sending. */
export function isThrough({ outcome }: QueuedActAnswer): boolean {
  return outcome === 'done' || outcome === 'already-done';
}

/** Name under which a phone keeps what he has not read yet. */
export function toldKey(username: string): string {
  return `told/${username}`;
}

/** Adds what came too late or was refused to what he has not read yet, over reloads; answers all of it. */
export async function keepTold(username: string, answers: readonly ToldAnswer[]): Promise<ToldAnswer[]> {
  const before = (await readPage<ToldAnswer[]>(toldKey(username))) ?? [];
  const news = answers.filter(
    ({ act, answer }) => !isThrough(answer) && !before.some((each) => each.act.id === act.id),
  );
  const all = [...before, ...news];
  if (news.length > 0) await writePage(toldKey(username), all);
  return all;
}

async function sendPhotos(username: string, send: Send, attempt: () => Attempt): Promise<void> {
  for (const photo of await keptPhotos(username)) {
    if (photo.sha256 !== null || !isDue(photo, attempt())) continue;
    try {
      const sha256 = photoNameIn(await send(photoPath(photo), photo.jpeg));
      await keepPhoto({ ...photo, sha256 });
    } catch (error) {
      // Refused for good: the act it belongs to goes without it, and the server says what that means.
      if (isFinal(error)) await dropPhoto(photo.id);
      else if (isServerFailure(error))
        await keepPhoto({ ...photo, failed: failedAgain(photo.failed, Date.now()) });
      else throw error;
    }
  }
}

/** The name that the server gave a picture. Throws when the answer is somebody else's. */
export function photoNameIn(answer: unknown): string {
  const { sha256 } = (answer ?? {}) as Partial<PhotoView>;
  if (typeof sha256 !== 'string') throw notOurs();
  return sha256;
}

/** A page on the way said yes in our place: a network that wants a sign-in first does that. */
function notOurs(): RequestError {
  return new RequestError({ status: 0, code: 'not-our-answer' });
}

/** Where a picture goes. */
export function photoPath(photo: Pick<KeptPhoto, 'dispatchId' | 'purpose' | 'takenAt'>): string {
  return `/dispatches/${photo.dispatchId}/photos?purpose=${photo.purpose}&deviceTime=${encodeURIComponent(photo.takenAt)}`;
}

/** Sends acts in one request, drops those that were answered, and says how. */
async function sendActs(
  username: string,
  acts: readonly KeptAct[],
  { send, photos }: { send: Send; photos: readonly KeptPhoto[] },
): Promise<ToldAnswer[]> {
  const names = new Map(photos.map(({ id, sha256 }) => [id, sha256]));
  const body: QueuedActsBody = {
    username,
    sentAt: new Date().toISOString(),
    acts: acts.map(({ id, dispatchId, act, deviceTime, body: own }) => ({
      id,
      dispatchId,
      act,
      deviceTime,
      ...(own && { body: withPhotoNames(own, names) as Record<string, unknown> }),
    })),
  };
  const { items, clockOffsetMs } = ((await send('/acts', body)) ?? {}) as Partial<QueuedActsAnswer>;
  if (!Array.isArray(items)) throw notOurs();
  const byId = new Map(items.map((answer) => [answer.id, answer]));
  const pairs = acts.flatMap((act) => {
    const answer = byId.get(act.id);
    return answer ? [{ act, answer, ...(clockOffsetMs !== undefined && { clockOffsetMs }) }] : [];
  });
  await leave(username, pairs);
  return pairs;
}

/** What he must be told is kept before the act goes: the phone may end the page between the two. */
async function leave(username: string, answered: readonly ToldAnswer[]): Promise<void> {
  await keepTold(username, answered);
  for (const { act } of answered) if (act.place !== undefined) await dropAct(act.place);
}

/** An answer of our server that is about an act. A conflict is about who is signed in, not about the acts. */
function isAboutOne(error: unknown): error is RequestError {
  return (isFinal(error) && error.status !== 409) || isServerFailure(error);
}

/** One that cannot be read is given up, one that the server fails on is kept and counted. */
async function endOrKeep(username: string, act: KeptAct, error: RequestError): Promise<ToldAnswer[]> {
  if (!isFinal(error)) {
    await rewriteAct({ ...act, failed: failedAgain(act.failed, Date.now()) });
    return [];
  }
  const answered = [{ act, answer: refusal(act, error) }];
  await leave(username, answered);
  return answered;
}

function refusal(act: KeptAct, error: RequestError): QueuedActAnswer {
  return {
    id: act.id,
    outcome: 'refused',
    code: error.code,
    detail: error.message,
    happened: error.happened,
    deviceTime: act.deviceTime,
    receivedAt: new Date().toISOString(),
  };
}

/** The same value with every picture by the server's name; pictures that it did not take are left out. */
export function withPhotoNames(value: unknown, names: ReadonlyMap<string, string | null>): unknown {
  if (Array.isArray(value)) {
    return value.map((each) => withPhotoNames(each, names)).filter((each) => each !== undefined);
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => [key, withPhotoNames(each, names)] as const);
    return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
  }
  if (typeof value !== 'string' || !value.startsWith(localPhotoPrefix)) return value;
  return names.get(value.slice(localPhotoPrefix.length)) ?? undefined;
}
