/**
 * Sends what was kept: pictures first, because acts name them, then the acts in their order, in parts. Runs in the
 * page and, after a `sync` event, in the service worker; a lock of the browser keeps the two apart, and the server
 * answers each act's id once, so that a batch whose answer was lost does nothing twice.
 */
import type { PhotoView } from '@mingchu/shared/arrival';
import {
  maxQueuedActs,
  type QueuedActAnswer,
  type QueuedActsAnswer,
  type QueuedActsBody,
} from '@mingchu/shared/queuedAct';
import { isFinal, RequestError } from '../../../http/requestError.ts';
import {
  dropAct,
  dropPhoto,
  type KeptAct,
  keepPhoto,
  keptActs,
  type KeptPhoto,
  keptPhotos,
  readPage,
  writePage,
} from './kept.ts';

/** A picture that the server has not named yet stands in an act as this and the phone's own id. */
export const localPhotoPrefix = 'local:';

/** Sends one request. Rejects with a `RequestError`, whose `status` is 0 when nobody was reached. */
export type Send = (path: string, body: unknown) => Promise<unknown>;

export interface SentReport {
  /** Why it ended: all is sent, nobody was reached, or the server wants something else first. */
  ended: 'all-sent' | 'unreachable' | 'not-taken';
  answers: ToldAnswer[];
}

/** What the server said of an act. */
export interface ToldAnswer {
  act: KeptAct;
  answer: QueuedActAnswer;
}

const lockName = 'mingchu-kept-acts';

/** Sends all that `username` has kept. Never throws for what a network or the server says. */
export async function sendKept(username: string, send: Send): Promise<SentReport> {
  return alone(async () => {
    const answers: SentReport['answers'] = [];
    try {
      await sendPhotos(username, send);
      for (;;) {
        const acts = (await keptActs(username)).slice(0, maxQueuedActs);
        if (acts.length === 0) return { ended: 'all-sent', answers };
        answers.push(...(await sendActs(username, acts, send)));
      }
    } catch (error) {
      return {
        ended: error instanceof RequestError && error.status > 0 ? 'not-taken' : 'unreachable',
        answers,
      };
    }
  });
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

async function sendPhotos(username: string, send: Send): Promise<void> {
  for (const photo of await keptPhotos(username)) {
    if (photo.sha256 !== null) continue;
    try {
      await keepPhoto({ ...photo, sha256: photoNameIn(await send(photoPath(photo), photo.jpeg)) });
    } catch (error) {
      // Refused for good: the act it belongs to goes without it, and the server says what that means.
      if (!isFinal(error)) throw error;
      await dropPhoto(photo.id);
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

async function sendActs(username: string, acts: KeptAct[], send: Send): Promise<SentReport['answers']> {
  const names = new Map((await keptPhotos(username)).map(({ id, sha256 }) => [id, sha256]));
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
  let answered: QueuedActAnswer[];
  try {
    const { items } = ((await send('/acts', body)) ?? {}) as Partial<QueuedActsAnswer>;
    if (!Array.isArray(items)) throw notOurs();
    answered = items;
  } catch (error) {
    // A conflict is about who is signed in, not about the acts.
    if (!isFinal(error) || error.status === 409) throw error;
    const [first, ...others] = acts;
    // One that cannot be read must not hold up the rest: each by itself, and that one is given up.
    if (others.length > 0 && first) {
      const itself = await sendActs(username, [first], send);
      return [...itself, ...(await sendActs(username, others, send))];
    }
    answered = acts.map((act) => refusal(act, error));
  }
  const byId = new Map(answered.map((answer) => [answer.id, answer]));
  const pairs = acts.flatMap((act) => {
    const answer = byId.get(act.id);
    return answer ? [{ act, answer }] : [];
  });
  for (const { act } of pairs) if (act.place !== undefined) await dropAct(act.place);
  return pairs;
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
