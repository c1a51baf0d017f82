import type { SignedIn } from '@mingchu/shared/http';
import { afterEach, expect, it } from 'vitest';
import { replaceFetch, request } from './request.ts';
import { askAgain, noteEnd, useSession } from './session.ts';

const endsAt = '2026-12-02T00:00:00.000Z';
const session: SignedIn = {
  username: 'duty',
  displayName: '值班员',
  role: 'duty',
  inspectorId: null,
  endsAt,
};
const signedIn = { status: 'signed-in', session, ended: false, endsAtMs: Date.parse(endsAt) } as const;
const ended = () => {
  const { state } = useSession.getState();
  return state.status === 'signed-in' && state.ended;
};
function answer(status: number, body: object, type = 'application/problem+json'): void {
  const headers = { 'content-type': type };
  replaceFetch(async () => new Response(JSON.stringify(body), { status, headers }));
}
const asked = () => request('POST', '/violations/1/ack', {}).catch(() => undefined);
const noSession = { type: 'about:blank', title: 'Unauthorized', status: 401, code: 'not-signed-in' };

afterEach(() => useSession.setState({ state: { status: 'asking' } }));

it('[AU21] a page learns from any request that the session has ended, and from the next sign-in that there is one', async () => {
  useSession.setState({ state: signedIn });
  answer(403, { ...noSession, status: 403, code: 'role-not-allowed' });
  await asked();
  // A sign-in page on the way says nothing about our session.
  answer(401, noSession, 'application/json');
  await asked();
  expect(ended()).toBe(false);
  answer(401, noSession);
  await asked();
  expect(ended()).toBe(true);
  await askAgain();
  expect(ended()).toBe(true);
  answer(200, session, 'application/json');
  await askAgain();
  expect(ended()).toBe(false);
});

it('[AU21] nobody is told so who has not signed in yet', async () => {
  answer(401, noSession);
  await asked();
  expect(useSession.getState().state).toEqual({ status: 'asking' });
});

it('[AU21] a page learns it from its live connection, too, once somebody has signed in', () => {
  noteEnd();
  expect(useSession.getState().state).toEqual({ status: 'asking' });
  useSession.setState({ state: signedIn });
  noteEnd();
  expect(ended()).toBe(true);
});

it('[TL22] a page learns from a new sign-in beside it that its session ends later', async () => {
  useSession.setState({ state: signedIn });
  const later = '2027-01-01T00:00:00.000Z';
  answer(200, { ...session, endsAt: later }, 'application/json');
  await askAgain();
  expect(useSession.getState().state).toMatchObject({ ended: false, endsAtMs: Date.parse(later) });
});
