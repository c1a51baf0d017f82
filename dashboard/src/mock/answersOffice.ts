/** What the mock answers the office's own requests; null for what is not its. */
import type { AccountLine } from '@mingchu/shared/http';
import type { SignInWays } from '@mingchu/shared/signIn';
import { json, type MockAsk } from './ask.ts';
import type { MockWorld } from './world.ts';

export function answerOffice(_world: MockWorld, { path, method }: MockAsk): Response | null {
  if (path[0] === 'accounts') return accounts(path, method);
  // The mock has no provider to lead to.
  if (path[0] === 'session' && path[1] === 'ways')
    return json({ oidc: null, demo: true } satisfies SignInWays);
  return null;
}

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const lines: AccountLine[] = [
  {
    username: 'admin',
    displayName: '管理员',
    role: 'admin',
    inspectorId: null,
    locks: [],
    sessions: 1,
    lastSeenAt: inMinutes(0),
  },
  {
    username: 'duty',
    displayName: '值班员',
    role: 'duty',
    inspectorId: null,
    locks: [
      { address: null, until: inMinutes(52) },
      { address: '203.0.113.9', until: inMinutes(7) },
    ],
    sessions: 0,
    lastSeenAt: null,
  },
  {
    username: 'inspector01',
    displayName: '网格员',
    role: 'inspector',
    inspectorId: 'inspector01',
    locks: [],
    sessions: 2,
    lastSeenAt: inMinutes(-95),
  },
];

function accounts([, username, act]: string[], method: string): Response | null {
  if (method === 'GET') return json({ items: lines, nextCursor: null });
  const line = lines.find((each) => each.username === username);
  if (!line) return null;
  if (act === 'unlock') line.locks = [];
  if (act === 'sessions') Object.assign(line, { sessions: 0, lastSeenAt: null });
  return new Response(null, { status: 204 });
}
