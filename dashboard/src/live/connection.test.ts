import {
  type Change,
  type ChangeRange,
  type Hello,
  liveProtocol,
  type Snapshot,
  type SnapshotPart,
} from '@mingchu/shared/live';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { connectLive, type LiveSocket, replaceSocket } from './connection.ts';
import { forgetLive, useLiveStore } from './store.ts';

const at = '2026-11-24T02:00:00.000Z';

/** The other end of the line, played by the test. */
interface Server {
  hellos: Hello[];
  socket: { active: boolean; connects: number };
  say(event: string, ...args: unknown[]): void;
}

function connected(): Server {
  const listeners = new Map<string, (...args: never[]) => void>();
  const hellos: Hello[] = [];
  const socket = {
    active: true,
    connects: 0,
    on: (event: string, listener: (...args: never[]) => void) => listeners.set(event, listener),
    emit: (event: string, hello: Hello) => event === 'hello' && hellos.push(hello),
    connect: () => {
      socket.connects += 1;
    },
    disconnect: () => undefined,
  };
  replaceSocket(() => socket as unknown as LiveSocket);
  connectLive('wall');
  const say = (event: string, ...args: unknown[]): void => listeners.get(event)?.(...(args as never[]));
  say('connect');
  return { hellos, say, socket };
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
async function packedSnapshot(seq: number): Promise<ArrayBuffer> {
  const json = new Blob([JSON.stringify(snapshot(seq))]).stream();
  return new Response(json.pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}
const partOf = (packed: ArrayBuffer, { index, size }: { index: number; size: number }): SnapshotPart => ({
  seq: 10,
  index,
  of: Math.ceil(packed.byteLength / size),
  bytes: packed.slice(index * size, (index + 1) * size),
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

  it('[TL13] that nobody is signed in for looks once a minute whether somebody is by now', () => {
    vi.useFakeTimers();
    vi.stubGlobal('addEventListener', vi.fn());
    const server = connected();
    server.socket.active = false;
    server.say('disconnect');
    vi.advanceTimersByTime(1_500);
    expect(server.socket.connects).toBe(2);
    for (const connects of [3, 4]) {
      server.say('connect_error', new Error('not-signed-in'));
      expect(state().link).toBe('unauthorized');
      vi.advanceTimersByTime(60_000);
      expect(server.socket.connects).toBe(connects - 1);
      vi.advanceTimersByTime(1_500);
      expect(server.socket.connects).toBe(connects);
    }
    vi.unstubAllGlobals();
    vi.useRealTimers();
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

  it('[LV14] takes a snapshot in pieces, says how much is here, and answers the last when it shows it', async () => {
    const server = connected();
    const packed = await packedSnapshot(10);
    const third = Math.ceil(packed.byteLength / 3);
    const answers: string[] = [];
    const say = (index: number): void =>
      server.say('snapshot-part', partOf(packed, { index, size: third }), () =>
        answers.push(`${index}: ${state().live.seq}`),
      );
    say(0);
    expect(state().arriving).toBeCloseTo(1 / 3);
    // It is an answer that lasts: heartbeats between the pieces do not make the screen ask again.
    for (const index of [1, 2]) {
      for (let beats = 0; beats < 2; beats++)
        server.say('heartbeat', { serverTime: at, seq: 10, lastIntakeAt: null });
      say(index);
    }
    await expect.poll(() => answers).toEqual(['0: null', '1: null', '2: 10']);
    expect(state()).toMatchObject({ link: 'synced', arriving: null });
    expect(server.hellos).toHaveLength(1);
  });

  it('[LV14] does not answer pieces of which some are missing', async () => {
    const server = connected();
    const failed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const packed = await packedSnapshot(10);
    let answered = false;
    const part = { ...partOf(packed, { index: 0, size: packed.byteLength }), index: 1 };
    server.say('snapshot-part', part, () => (answered = true));
    await expect.poll(() => failed.mock.calls.length).toBe(1);
    expect([answered, state().live.seq]).toEqual([false, null]);
    failed.mockRestore();
  });

  it('takes a whole new snapshot when the registry has changed', () => {
    const server = connected();
    server.say('snapshot', snapshot(10));
    const registry: Change = { seq: 11, at, kind: 'registry', body: { reason: 'imported' } };
    server.say('changes', [registry], { after: 10, through: 11 });
    expect(server.hellos.slice(1)).toEqual([
      { protocol: liveProtocol, view: 'wall', asked: expect.any(Number) },
    ]);
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
