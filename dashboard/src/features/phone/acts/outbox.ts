/**
 * The acts of the person at this phone. While the page is in step with the server an act is sent at once; else it is
 * kept with its own time and sent, in order, when the network is back. What waits, and what became of it, is always
 * on screen.
 */
import type { ProofView } from '@mingchu/shared/arrival';
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { QueuedActName } from '@mingchu/shared/queuedAct';
import i18next from 'i18next';
import { create } from 'zustand';
import { request } from '../../../http/request.ts';
import { isFinal } from '../../../http/requestError.ts';
import { useLiveStore } from '../../../live/store.ts';
import { keepAct, type KeptAct, keptActs, type KeptPhoto, keptPhotos, writePage } from './kept.ts';
import { refusedText } from './refusalText.ts';
import { askForSync } from '../worker/registerWorker.ts';
import { isStuck } from './nextToSend.ts';
import {
  isThrough,
  keepTold,
  sendKept,
  takeOutAct,
  takeOutPhoto,
  type ToldAnswer,
  toldKey,
  withPhotoNames,
} from './sendKept.ts';

interface Outbox {
  username: string | null;
  waiting: readonly KeptAct[];
  /** Acts that the server has taken, and that the facts of the live connection may not show yet. */
  landing: readonly KeptAct[];
  photosWaiting: number;
  /** Pictures on which our own server keeps failing. */
  photosStuck: readonly KeptPhoto[];
  sending: boolean;
  told: readonly ToldAnswer[];
  /** Orders that he has given back himself and that are still his: their leaving is no news to him. */
  givenBack: readonly string[];
  /** Kitchens of his orders, by order. */
  siteNames: ReadonlyMap<string, string>;
  /** How many went through the last time; null once that has been seen long enough. */
  justSent: number | null;
}

export const useOutbox = create<Outbox>(() => ({
  username: null,
  waiting: [],
  landing: [],
  photosWaiting: 0,
  photosStuck: [],
  sending: false,
  told: [],
  givenBack: [],
  siteNames: new Map(),
  justSent: null,
}));

export interface PhoneAct {
  dispatchId: string;
  act: QueuedActName;
  body: Record<string, unknown>;
  /** The version on screen: somebody else's act in between is then told instead of overridden. */
  version?: number;
}

export type ActResult =
  | { how: 'sent'; proofs: readonly ProofView[] }
  | { how: 'kept' }
  | { how: 'refused'; text: string; code: string };

/** Tries what waits this often while there is something, ms. */
const tryEveryMs = 10_000;
const justSentShownMs = 6_000;
/** In step with the server a phone shows what it has just done within this, ms. */
const landedAfterMs = 2_000;

/** True while an act would reach the server at once. */
export function isOnline(): boolean {
  return navigator.onLine && useLiveStore.getState().link === 'synced';
}

/** Does one act: now, or, whatever stood in the way but a last word of the server, as soon as that is gone. */
export async function doAct(act: PhoneAct): Promise<ActResult> {
  const deviceTime = new Date().toISOString();
  if (act.act === 'decline')
    useOutbox.setState(({ givenBack }) => ({ givenBack: [...new Set(givenBack).add(act.dispatchId)] }));
  const { waiting, photosWaiting } = useOutbox.getState();
  // What waits of another order is no reason to make this one wait.
  const isBehind = photosWaiting > 0 || waiting.some(({ dispatchId }) => dispatchId === act.dispatchId);
  if (!isOnline() || isBehind) return keepAndTry(act, deviceTime);
  try {
    const proofs = await sendNow(act);
    // The server has it: whatever fails from here on is no reason to send it again.
    await forgetTold(act).catch(() => undefined);
    return { how: 'sent', proofs };
  } catch (error) {
    if (!isFinal(error)) return keepAndTry(act, deviceTime);
    notGivenBack([act]);
    return { how: 'refused', text: refusedText(error), code: error.code };
  }
}

/** It is his as before: should it leave him later, that is news. */
function notGivenBack(acts: readonly Pick<KeptAct, 'act' | 'dispatchId'>[]): void {
  const ids = acts.flatMap(({ act, dispatchId }) => (act === 'decline' ? [dispatchId] : []));
  useOutbox.setState(({ givenBack }) => ({ givenBack: givenBack.filter((id) => !ids.includes(id)) }));
}

/** These orders are his now: of others it need not be known any more that he gave them back. */
export function keepGivenBack(orderIds: readonly string[]): void {
  const { givenBack } = useOutbox.getState();
  const kept = givenBack.filter((id) => orderIds.includes(id));
  if (kept.length < givenBack.length) useOutbox.setState({ givenBack: kept });
}

/** What came to nothing before has got through now: that is no news any more. */
async function forgetTold({ dispatchId, act }: PhoneAct): Promise<void> {
  const same = ({ act: before }: ToldAnswer): boolean =>
    before.dispatchId === dispatchId && before.act === act;
  for (const each of useOutbox.getState().told.filter(same)) await dismissTold(each.act.id);
}

async function sendNow({ dispatchId, act, body, version }: PhoneAct): Promise<readonly ProofView[]> {
  const names = new Map((await keptPhotos(useOutbox.getState().username ?? '')).map(nameOf));
  const named = withPhotoNames(body, names) as Record<string, unknown>;
  const seen = version === undefined ? named : { ...named, version };
  if (act === 'prove') {
    const path = `/dispatches/${dispatchId}/proofs`;
    return (await request<{ dispatch: Dispatch; proofs: ProofView[] }>('POST', path, seen)).proofs;
  }
  await request<Dispatch>('POST', `/dispatches/${dispatchId}/${act}`, seen);
  return [];
}

function nameOf({ id, sha256 }: KeptPhoto): [string, string | null] {
  return [id, sha256];
}

async function keepAndTry({ dispatchId, act, body }: PhoneAct, deviceTime: string): Promise<ActResult> {
  const { username, siteNames } = useOutbox.getState();
  if (username === null) throw new Error('nobody is signed in at this phone');
  const siteName = siteNames.get(dispatchId);
  const facts = { dispatchId, act, deviceTime, body, ...(siteName !== undefined && { siteName }) };
  try {
    await keepAct({ id: newId(), username, ...facts });
  } catch {
    return { how: 'refused', text: i18next.t('phone.queue.notKept'), code: 'not-kept' };
  }
  await readOutbox();
  void askForSync();
  void flush(true);
  return { how: 'kept' };
}

/** Letters and digits of 128 random bits; `randomUUID` is not there on plain http. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Reads what waits; after another (the service worker, another tab) may have sent it. */
export async function readOutbox(): Promise<void> {
  const { username } = useOutbox.getState();
  if (username === null) return;
  const waiting = await keptActs(username);
  const photos = (await keptPhotos(username)).filter(({ sha256 }) => sha256 === null);
  const photosStuck = photos.filter(({ failed }) => isStuck(failed));
  useOutbox.setState({ waiting, photosWaiting: photos.length, photosStuck });
}

/** Sends what waits and is due, `byHand` all that waits; a second call while one is under way does nothing. */
export async function flush(byHand = false): Promise<void> {
  const { username, sending, waiting, photosWaiting } = useOutbox.getState();
  if (username === null || sending || waiting.length + photosWaiting === 0) return;
  useOutbox.setState({ sending: true });
  try {
    const { answers } = await sendKept(username, (path, body) => request('POST', path, body), byHand);
    await takeAnswers(answers);
  } finally {
    useOutbox.setState({ sending: false });
  }
}

async function takeAnswers(all: readonly ToldAnswer[]): Promise<void> {
  const { username, justSent } = useOutbox.getState();
  // They may be of somebody who had the phone when they were sent.
  const answers = all.filter(({ act }) => act.username === username);
  if (username !== null && answers.length > 0) {
    const landed = answers.filter(({ answer }) => isThrough(answer)).map(({ act }) => act);
    const through = landed.length;
    // Told before they leave the line: what waits for their answer must not be told by itself in between.
    const told = await keepTold(username, answers);
    useOutbox.setState(({ landing }) => ({
      told,
      justSent: through > 0 ? through : justSent,
      landing: [...landing, ...landed],
    }));
    notGivenBack(answers.flatMap(({ act, answer }) => (isThrough(answer) ? [] : [act])));
    letLand();
    if (through > 0) setTimeout(() => useOutbox.setState({ justSent: null }), justSentShownMs);
  }
  await readOutbox();
}

/**
 * Requests are back before the live connection is: until its facts have come, what the server has taken stays applied
 * to the order, or it would seem undone.
 */
function letLand(): void {
  const { landing } = useOutbox.getState();
  if (landing.length === 0 || useLiveStore.getState().link !== 'synced') return;
  const stillUnderWay = (now: Outbox) => ({ landing: now.landing.filter((act) => !landing.includes(act)) });
  setTimeout(() => {
    // Lost again before the facts came: they land when it is back.
    if (useLiveStore.getState().link === 'synced') useOutbox.setState(stillUnderWay);
  }, landedAfterMs);
}

/** Takes an act, or a picture, out by hand: it is not handed in any more. */
export async function takeOut(stuck: { act: KeptAct } | { photo: KeptPhoto }): Promise<void> {
  if ('act' in stuck) {
    await takeOutAct(stuck.act);
    notGivenBack([stuck.act]);
  } else await takeOutPhoto(stuck.photo);
  await readOutbox();
  void flush(true);
}

/** He has read what became of it. */
export async function dismissTold(id: string): Promise<void> {
  const { username, told } = useOutbox.getState();
  const left = told.filter(({ act }) => act.id !== id);
  useOutbox.setState({ told: left });
  if (username !== null) await writePage(toldKey(username), left);
}

/** Works for one person until the answer is called: tries on every sign that the network may be back. */
export function openOutbox(username: string): () => void {
  useOutbox.setState({ username, told: [], givenBack: [], justSent: null });
  void readOutbox().then(() => flush());
  void keepTold(username, []).then((told) => useOutbox.setState({ told }));
  const attempt = (): void => void flush();
  const onWord = (event: MessageEvent): void => {
    if ((event.data as { kind?: string } | null)?.kind !== 'acts-sent') return;
    void takeAnswers((event.data as { answers: ToldAnswer[] }).answers);
  };
  const stopLink = useLiveStore.subscribe((now, before) => {
    if (now.link !== 'synced' || before.link === 'synced') return;
    letLand();
    attempt();
  });
  const timer = setInterval(attempt, tryEveryMs);
  addEventListener('online', attempt);
  document.addEventListener('visibilitychange', attempt);
  navigator.serviceWorker?.addEventListener('message', onWord);
  return () => {
    stopLink();
    clearInterval(timer);
    removeEventListener('online', attempt);
    document.removeEventListener('visibilitychange', attempt);
    navigator.serviceWorker?.removeEventListener('message', onWord);
    useOutbox.setState({ username: null, waiting: [], landing: [], photosWaiting: 0, photosStuck: [] });
  };
}
