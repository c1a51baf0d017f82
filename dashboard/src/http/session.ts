/** Who is signed in, as this page knows it. */
import type { Login, Session } from '@mingchu/shared/http';
import { create } from 'zustand';
import { forgetLive } from '../live/store.ts';
import { RequestError, request } from './request.ts';

export type SessionState =
  | { status: 'asking' }
  | { status: 'signed-out' }
  | { status: 'unreachable'; error: unknown }
  | { status: 'signed-in'; session: Session };

export const useSession = create<{ state: SessionState }>(() => ({ state: { status: 'asking' } }));

function set(state: SessionState): void {
  useSession.setState({ state });
}

/** Asks the server who is signed in. */
export async function askSession(): Promise<void> {
  try {
    set({ status: 'signed-in', session: await request<Session>('GET', '/session') });
  } catch (error) {
    const signedOut = error instanceof RequestError && (error.status === 401 || error.status === 403);
    set(signedOut ? { status: 'signed-out' } : { status: 'unreachable', error });
  }
}

/** Signs in; throws `RequestError` when refused. */
export async function signIn(login: Login): Promise<Session> {
  const session = await request<Session>('POST', '/session', login);
  forgetLive();
  set({ status: 'signed-in', session });
  return session;
}

/** Signs out here even if the server cannot be reached: the next person must not see these facts. */
export async function signOut(): Promise<void> {
  try {
    await request<void>('DELETE', '/session');
  } finally {
    forgetLive();
    set({ status: 'signed-out' });
  }
}
