/** Puts the mock in place of the socket and of fetch. Loaded only when asked for. */
import type { ClientToServer, ServerToClient } from '@mingchu/shared/live';
import { type LiveSocket, replaceSocket } from '../live/connection.ts';
import { replacePictures } from '../http/pictureAddress.ts';
import { replaceFetch } from '../http/request.ts';
import { answerFrom } from './answers.ts';
import { inMode } from './answerMode.ts';
import { drawFrame } from './drawnFrame.ts';
import { drawnPicture } from './drawnPictures.ts';
import { deadSpotMs } from './fullHands.ts';
import type { MockCase } from './mockCase.ts';
import { MockWorld } from './world.ts';

const beatMs = 5_000;
const frameMs = 2_000;
/** Cameras that are frozen have been so for a while. */
const startedAtMs = Date.now() - 83_000;
/** The case `cut` stops all talk after this long. */
const cutAfterMs = 6_000;
/** When the server is out of reach, ms after the start. */
const gone: Partial<Record<MockCase, { from: number; to: number }>> = {
  gone: { from: 4_000, to: Infinity },
  'dead-spot': deadSpotMs,
};

/** Starts the mock district. `?case=` chooses its day, one of `MockCase`. */
export function installMock(search: string): void {
  const mockCase = (new URLSearchParams(search).get('case') ?? 'full') as MockCase;
  const world = new MockWorld(mockCase);
  const startedAt = Date.now();
  const sinceStartMs = (): number => Date.now() - startedAt;
  const { from, to } = gone[mockCase] ?? { from: Infinity, to: Infinity };
  const isGone = (): boolean => sinceStartMs() > from && sinceStartMs() < to;
  const answer = answerFrom(world);
  replaceSocket(() => mockSocket(world, { mockCase, isGone, untilGoneMs: () => from - sinceStartMs() }));
  replaceFetch(async (input, init) => {
    if (isGone()) throw new TypeError('the mock server is gone');
    return inMode(() => answer(input, init));
  });
  replacePictures(drawnPicture);
}

type Listener = (...payload: never[]) => void;

function mockSocket(
  world: MockWorld,
  { mockCase, isGone, untilGoneMs }: { mockCase: MockCase; isGone: () => boolean; untilGoneMs: () => number },
): LiveSocket {
  const listeners = new Map<string, Listener>();
  const timers: ReturnType<typeof setInterval>[] = [];
  let silent = false;
  let watched: string[] = [];
  let stopChanges = (): void => undefined;
  const tell = (name: string, ...payload: unknown[]): void =>
    (listeners.get(name) as ((...each: unknown[]) => void) | undefined)?.(...payload);
  const push = <Name extends keyof ServerToClient>(
    name: Name,
    ...payload: Parameters<ServerToClient[Name]>
  ): void => {
    // Also what a page asks for while it cannot be heard is not answered.
    if (!silent && !isGone()) tell(name, ...payload);
  };
  const beat = (asked?: number): void => {
    push('heartbeat', {
      serverTime: new Date().toISOString(),
      seq: world.seq,
      lastIntakeAt: mockCase === 'empty' ? null : new Date().toISOString(),
      readAgoMs: 0,
      judgedUntil: mockCase === 'empty' ? null : new Date().toISOString(),
      brokerLostSince: null,
      intakeGoneSince: null,
      speed: 1,
      rehearsal: false,
      pageVersion: null,
      ...(asked !== undefined && { asked }),
    });
  };
  const pushFrames = (): void => {
    for (const key of watched) {
      const [siteId = '', deviceId = ''] = key.split('/');
      const seed = Number(siteId.replace(/\D/g, '')) + Number(deviceId.replace(/\D/g, '')) * 1_000;
      // Some cameras are down, some are slow, some send one picture for ever: all must show on the wall. Not on a quiet day.
      const well = mockCase === 'calm';
      if (seed % 23 === 0 && !well) continue;
      const at = new Date(Date.now() - (seed % 13 === 0 && !well ? 24_000 : 0));
      const sameSince = seed % 11 === 4 && !well ? new Date(startedAtMs) : at;
      const jpeg = drawFrame(seed, sameSince.getTime(), deviceId.toUpperCase());
      push('frame', { siteId, deviceId, at: at.toISOString(), sameSince: sameSince.toISOString(), jpeg });
    }
  };
  const end = (): void => {
    stopChanges();
    for (const timer of timers.splice(0)) clearInterval(timer);
  };
  const handlers: ClientToServer = {
    hello({ asked }) {
      push('snapshot', world.snapshot());
      beat(asked);
    },
    ask: beat,
    watch(cameras) {
      watched = cameras;
      pushFrames();
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
      if (isGone()) {
        queueMicrotask(() => tell('connect_error', new Error('gone')));
        return socket;
      }
      stopChanges = world.onChanges((changes, after) =>
        push('changes', changes, { after, through: world.seq }),
      );
      timers.push(
        setInterval(() => beat(), beatMs),
        setInterval(pushFrames, frameMs),
        setInterval(() => push('stats', world.stats()), beatMs),
      );
      if (mockCase === 'cut') setTimeout(() => (silent = true), cutAfterMs);
      const goneInMs = untilGoneMs();
      if (goneInMs > 0 && goneInMs < Infinity)
        setTimeout(() => {
          end();
          tell('disconnect');
        }, goneInMs + 1);
      queueMicrotask(() => tell('connect'));
      return socket;
    },
    disconnect() {
      end();
      return socket;
    },
  };
  return socket as unknown as LiveSocket;
}
