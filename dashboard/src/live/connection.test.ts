import type { Change, ChangeRange, Hello, Snapshot } from '@mingchu/shared/live';
import { beforeEach, describe, expect, it } from 'vitest';
import { connectLive, type LiveSocket, replaceSocket } from './connection.ts';
import { forgetLive, useLiveStore } from './store.ts';

const at = '2026-11-24T02:00:00.000Z';

/** The other end of the line, played by the test. */
interface Server {
  hellos: Hello[];
  say(event: string, ...args: unknown[]): void;
}

function connected(): Server {
  const listeners = new Map<string, (...args: never[]) => void>();
  const hellos: Hello[] = [];
  const socket = {
    active: true,
    on: (event: string, listener: (...args: never[]) => void) => listeners.set(event, listener),
    emit: (event: string, hello: Hello) => event === 'hello' && hellos.push(hello),
    connect: () => undefined,
    disconnect: () => undefined,
  };
  replaceSocket(() => socket as unknown as LiveSocket);
  connectLive('wall');
  const say = (event: string, ...args: unknown[]): void => listeners.get(event)?.(...(args as never[]));
  say('connect');
  return { hellos, say };
}

const snapshot = (seq: number): Partial<Snapshot> => ({
  seq,
  serverTime: at,
  groups: [],
  grids: [],
  sites: [],
  devices: [],
  deviceHealth: [],
  violations: [],
  dispatches: [],
  inspectors: [],
  rules: [],
  messages: [],
  coverage: [],
});
const message = (seq: number): Change =>
  ({ seq, at, kind: 'message', body: { id: `m${seq}`, at } }) as unknown as Change;
const changes = (...seqs: number[]): [Change[], ChangeRange] => [
  seqs.map(message),
  { after: (seqs[0] ?? 0) - 1, through: seqs.at(-1) ?? 0 },
];
const state = () => useLiveStore.getState();

beforeEach(forgetLive);

describe('live connection', () => {
  it('asks for all at first, and after a lost line for what it has not got', () => {
    const server = connected();
    server.say('snapshot', snapshot(10));
    server.say('changes', ...changes(11, 12));
    server.say('disconnect');
    expect(state().link).toBe('disconnected');
    server.say('connect');
    expect(server.hellos.map((hello) => hello.lastSeq)).toEqual([undefined, 12]);
    expect(state().link).toBe('resyncing');
    server.say('changes', [], { after: 12, through: 12 });
    expect(state().link).toBe('synced');
  });

  it('[TL17] asks for all once when the server says that its rules are others', () => {
    const server = connected();
    server.say('snapshot', { ...snapshot(10), rulesDigest: 'old' });
    const sum = { seq: 10, sums: state().live.sums, registrySeq: null };
    server.say('sum', { ...sum, rulesDigest: 'old' });
    expect(server.hellos).toHaveLength(1);
    server.say('sum', { ...sum, rulesDigest: 'new' });
    server.say('sum', { ...sum, rulesDigest: 'new' });
    expect(server.hellos.slice(1).map((hello) => hello.lastSeq)).toEqual([undefined]);
    server.say('snapshot', { ...snapshot(10), rulesDigest: 'new' });
    server.say('sum', { ...sum, rulesDigest: 'new' });
    expect(server.hellos).toHaveLength(2);
  });

  it('resumes once from its last number when it sees a hole, and drops nothing', () => {
    const server = connected();
    server.say('snapshot', snapshot(10));
    server.say('changes', ...changes(13));
    server.say('changes', ...changes(14));
    expect(server.hellos.slice(1).map((hello) => hello.lastSeq)).toEqual([10]);
    expect([state().link, state().live.seq]).toEqual(['resyncing', 10]);
    server.say('changes', ...changes(11, 12, 13, 14));
    expect([state().link, state().live.seq]).toEqual(['synced', 14]);
    expect(state().live.messages.map(({ id }) => id)).toEqual(['m14', 'm13', 'm12', 'm11']);
  });

  it('takes a whole new snapshot when the registry has changed', () => {
    const server = connected();
    server.say('snapshot', snapshot(10));
    const registry: Change = { seq: 11, at, kind: 'registry', body: { reason: 'imported' } };
    server.say('changes', [registry], { after: 10, through: 11 });
    expect(server.hellos.slice(1)).toEqual([{ protocol: 1, view: 'wall', asked: expect.any(Number) }]);
    server.say('changes', ...changes(12));
    expect(state().live.seq).toBe(10);
    server.say('snapshot', snapshot(12));
    expect([state().link, state().live.seq]).toEqual(['synced', 12]);
  });

  it('notices at the second heartbeat that the last batch was lost', () => {
    const server = connected();
    server.say('snapshot', snapshot(10));
    server.say('heartbeat', { serverTime: at, seq: 11, lastIntakeAt: null });
    expect(server.hellos).toHaveLength(1);
    server.say('heartbeat', { serverTime: at, seq: 11, lastIntakeAt: null });
    expect(server.hellos.slice(1).map((hello) => hello.lastSeq)).toEqual([10]);
  });

  it('[TL11] applies what waits in a storm before a heartbeat, a snapshot or a lost line', () => {
    const server = connected();
    server.say('snapshot', snapshot(10));
    server.say('changes', ...changes(11));
    server.say('changes', ...changes(12));
    expect(state().live.seq).toBe(11);
    server.say('heartbeat', { serverTime: at, seq: 12, lastIntakeAt: null });
    server.say('heartbeat', { serverTime: at, seq: 12, lastIntakeAt: null });
    expect([state().live.seq, server.hellos.length]).toEqual([12, 1]);
    server.say('changes', ...changes(13));
    server.say('disconnect');
    expect([state().live.seq, state().link]).toEqual([13, 'disconnected']);
    server.say('connect');
    expect(server.hellos.at(-1)?.lastSeq).toBe(13);
  });

  it('says hello again when nobody answers, and stops at another protocol', () => {
    const server = connected();
    for (let beat = 0; beat < 3; beat++) {
      server.say('heartbeat', { serverTime: at, seq: 5, lastIntakeAt: null });
    }
    expect(server.hellos).toHaveLength(2);
    server.say('protocol-mismatch', { protocol: 2 });
    expect(state().link).toBe('old-page');
  });
});
