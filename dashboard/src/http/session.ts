/** Who is signed in, as this page knows it. */
import type { Login, Session, SignedIn } from '@mingchu/shared/http';
import { create } from 'zustand';
import { forgetLive } from '../live/store.ts';
import { claimPush, releasePush } from './ownPush.ts';
import { onSignedOut, request } from './request.ts';
import { RequestError } from './requestError.ts';

export type SessionState =
  | { status: 'asking' }
  | { status: 'signed-out' }
  | { status: 'unreachable'; error: unknown }
  /** `ended`: a request was answered that the session is over, while the page is still open. */
  | { status: 'signed-in'; session: Session; ended: boolean; endsAtMs: number };

export const useSession = create<{ state: SessionState }>(() => ({ state: { status: 'asking' } }));

function set(state: SessionState): void {
  useSession.setState({ state });
}

/** Asks the server who is signed in. */
export async function askSession(): Promise<void> {
  try {
    take(await request<SignedIn>('GET', '/session'));
  } catch (error) {
    const signedOut = error instanceof RequestError && error.fromServer && [401, 403].includes(error.status);
    set(signedOut ? { status: 'signed-out' } : { status: 'unreachable', error });
  }
}

/** Notes that the session is over: whoever works on the page keeps what he has typed. */
export function noteEnd(): void {
  const { state } = useSession.getState();
  if (state.status === 'signed-in' && !state.ended) set({ ...state, ended: true });
}
onSignedOut(noteEnd);

/**
 * Whether somebody has signed in elsewhere since this page was told, and until when; if not, all stays as it is. What
 * one person has read and typed is not for another: for him the page begins anew.
 */
export async function askAgain(): Promise<void> {
  const told = await request<SignedIn>('GET', '/session').catch(() => null);
  if (told === null) return;
  const { state } = useSession.getState();
  if (state.status === 'signed-in' && state.session.username !== told.username) location.reload();
  else if (state.status !== 'signed-in' || state.ended) take(told);
  else set({ ...state, endsAtMs: Date.parse(told.endsAt) });
}

/** Between two requests that only keep the session, ms. */
const keepEveryMs = 10 * 60_000;

/**
 * Has the server hand its next token to a page that may ask for nothing else for days, as the wall does, and tell
 * until when the session lasts. What goes wrong shows elsewhere: the live connection says whether it has ended. Answers
 * how to stop.
 */
export function keepSession(): () => void {
  const timer = setInterval(() => void askAgain(), keepEveryMs);
  return () => clearInterval(timer);
}

/** Signs in; throws `RequestError` when refused. */
export async function signIn(login: Login): Promise<Session> {
  const told = await request<SignedIn>('POST', '/session', login);
  forgetLive();
  take(told);
  return told;
}

function take({ endsAt, ...session }: SignedIn): void {
  set({ status: 'signed-in', session, ended: false, endsAtMs: Date.parse(endsAt) });
  // Without a network, or a push service: asked again at the next opening.
  void claimPush().catch(() => undefined);
}

/** Signs out here even if the server cannot be reached: the next person must not see these facts. */
export async function signOut(): Promise<void> {
  await releasePush().catch(() => undefined);
  try {
    await request<void>('DELETE', '/session');
  } finally {
    forgetLive();
    set({ status: 'signed-out' });
  }
}
