/** Puts the mock in place of the socket and of fetch. Loaded only when asked for. */
import type { ClientToServer, ServerToClient } from '@mingchu/shared/live';
import { type LiveSocket, replaceSocket } from '../live/connection.ts';
import { replaceFetch } from '../http/request.ts';
import { drawFrame } from './drawnFrame.ts';
import { answerFrom } from './answers.ts';
import { type MockCase, MockWorld } from './world.ts';

const beatMs = 5_000;
const frameMs = 2_000;
/** Cameras that are frozen have been so for a while. */
const startedAtMs = Date.now() - 83_000;
/** The case `cut` stops all talk after this long. */
const cutAfterMs = 6_000;

/** Starts the mock district. `?case=` chooses full, calm, empty, cut, big, one (site), no-grids, single or flood. */
export function installMock(search: string): void {
  const mockCase = (new URLSearchParams(search).get('case') ?? 'full') as MockCase;
  const world = new MockWorld(mockCase);
  replaceSocket(() => mockSocket(world, mockCase));
  replaceFetch(answerFrom(world));
}

type Listener = (...payload: never[]) => void;

function mockSocket(world: MockWorld, mockCase: MockCase): LiveSocket {
  const listeners = new Map<string, Listener>();
  const timers: ReturnType<typeof setInterval>[] = [];
  let silent = false;
  let watched: string[] = [];
  let stopChanges = (): void => undefined;
  const push = <Name extends keyof ServerToClient>(
    name: Name,
    ...payload: Parameters<ServerToClient[Name]>
  ): void => {
    if (!silent) (listeners.get(name) as ((...each: unknown[]) => void) | undefined)?.(...payload);
  };
  const beat = (asked?: number): void => {
    push('heartbeat', {
      serverTime: new Date().toISOString(),
      seq: world.seq,
      lastIntakeAt: mockCase === 'empty' ? null : new Date().toISOString(),
      readAgoMs: 0,
      speed: 1,
      rehearsal: false,
      pageVersion: null,
      ...(asked !== undefined && { asked }),
    });
  };
  const pushFrames = async (): Promise<void> => {
    for (const key of watched) {
      const [siteId = '', deviceId = ''] = key.split('/');
      const seed = Number(siteId.replace(/\D/g, '')) + Number(deviceId.replace(/\D/g, '')) * 1_000;
      // Some cameras are down, some are slow, some send one picture for ever: all must show on the wall.
      if (seed % 23 === 0) continue;
      const at = new Date(Date.now() - (seed % 6 === 0 ? 24_000 : 0));
      const sameSince = seed % 11 === 4 ? new Date(startedAtMs) : at;
      const jpeg = await drawFrame(seed, sameSince.getTime(), deviceId.toUpperCase());
      push('frame', { siteId, deviceId, at: at.toISOString(), sameSince: sameSince.toISOString(), jpeg });
    }
  };
  const handlers: ClientToServer = {
    hello({ asked }) {
      push('snapshot', world.snapshot());
      beat(asked);
    },
    ask: beat,
    watch(cameras) {
      watched = cameras;
      void pushFrames();
    },
  };
  const socket = {
    on(name: string, listener: Listener) {
      listeners.set(name, listener);
      return socket;
    },
    emit(name: keyof ClientToServer, payload: never) {
      queueMicrotask(() => handlers[name](payload));
      return socket;
    },
    connect() {
      stopChanges = world.onChanges((changes, after) =>
        push('changes', changes, { after, through: world.seq }),
      );
      timers.push(
        setInterval(() => beat(), beatMs),
        setInterval(() => void pushFrames(), frameMs),
        setInterval(() => push('stats', world.stats()), beatMs),
      );
      if (mockCase === 'cut') setTimeout(() => (silent = true), cutAfterMs);
      queueMicrotask(() => (listeners.get('connect') as (() => void) | undefined)?.());
      return socket;
    },
    disconnect() {
      stopChanges();
      for (const timer of timers) clearInterval(timer);
      return socket;
    },
  };
  return socket as unknown as LiveSocket;
}
