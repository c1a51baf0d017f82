/**
 * The live store: the only mutable thing that screens read. `lastLiveAtMs` moves only while this screen is in
 * step with the server, so its age alone decides whether the screen may call itself live.
 */
import { type Heartbeat, notLiveAfterMs } from '@mingchu/shared/live';
import { create } from 'zustand';
import { clockAfterBeat, type ServerClock, serverTimeAt } from './clock.ts';
import { emptyLiveState, type LiveInput, type LiveState, type ReduceReason, reduceLive } from './reducer.ts';

export type LinkState = 'connecting' | 'synced' | 'resyncing' | 'disconnected' | 'unauthorized' | 'old-page';

export interface LiveStore {
  live: LiveState;
  link: LinkState;
  clock: ServerClock | null;
  lastIntakeAt: string | null;
  /** Monotonic local time at which this screen was last known to be in step. */
  lastLiveAtMs: number;
}

/** Monotonic local time, ms. */
export function localNow(): number {
  return performance.now();
}

export const useLiveStore = create<LiveStore>(() => ({
  live: emptyLiveState,
  link: 'connecting',
  clock: null,
  lastIntakeAt: null,
  lastLiveAtMs: localNow(),
}));

/** Server time now, ms since 1970. */
export function serverNow(): number {
  return serverTimeAt(useLiveStore.getState().clock, localNow(), Date.now());
}

/** Applies one input to the store and returns the reason the reducer gave. */
export function takeIn(input: LiveInput): ReduceReason {
  const { next, reason } = reduceLive(useLiveStore.getState().live, input);
  const inStep = input.type !== 'stats' && (reason === 'applied' || reason === 'already-applied');
  useLiveStore.setState(inStep ? { live: next, link: 'synced', lastLiveAtMs: localNow() } : { live: next });
  return reason;
}

/** Takes in a heartbeat. It proves liveness only while in step: a beat before the resync proves nothing. */
export function takeBeat(beat: Pick<Heartbeat, 'serverTime'> & Partial<Heartbeat>): void {
  const nowMs = localNow();
  useLiveStore.setState((store) => ({
    clock: clockAfterBeat(store.clock, Date.parse(beat.serverTime), nowMs),
    ...(beat.lastIntakeAt === undefined ? {} : { lastIntakeAt: beat.lastIntakeAt }),
    ...(store.link === 'synced' ? { lastLiveAtMs: nowMs } : {}),
  }));
}

export function setLink(link: LinkState): void {
  useLiveStore.setState({ link });
}

/** Forgets everything, e.g. when another person signs in. */
export function forgetLive(): void {
  useLiveStore.setState({
    live: emptyLiveState,
    link: 'connecting',
    clock: null,
    lastIntakeAt: null,
    lastLiveAtMs: localNow(),
  });
}

/** True when the screen must say that it is not live, whatever the socket believes. */
export function isNotLive(lastLiveAtMs: number, nowMs: number): boolean {
  return nowMs - lastLiveAtMs > notLiveAfterMs;
}
