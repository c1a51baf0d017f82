/**
 * The live store: the only mutable thing that screens read. `lastLiveAtMs` is the moment of the newest proof that this
 * screen is in step with the database: a heartbeat, a snapshot or a batch of changes says when the server read it, by the
 * clock that heartbeats tell, and how late the word itself is shows by that clock. Its age alone decides whether the
 * screen may call itself live, whatever the socket believes.
 *
 * In doubt (time has jumped: the computer slept, or somebody set its clock) nothing that was known counts. Only an
 * answer to a question that was asked since then ends it, because anything else may have waited somewhere.
 */
import { type Heartbeat, notLiveAfterMs } from '@mingchu/shared/live';
import type { ComparedKind } from '@mingchu/shared/stateSum';
import { create } from 'zustand';
import { clockAfterBeat, type ServerClock, serverTimeAt } from './clock.ts';
import { emptyLiveState, type LiveInput, type LiveState, type ReduceReason, reduceLive } from './reducer.ts';

export type LinkState = 'connecting' | 'synced' | 'resyncing' | 'disconnected' | 'unauthorized' | 'old-page';

export interface LiveStore {
  live: LiveState;
  link: LinkState;
  /** How much of a snapshot in pieces is here, from 0 to 1; null when none is under way. */
  arriving: number | null;
  clock: ServerClock | null;
  lastIntakeAt: string | null;
  /** Up to when the rules have judged what came in; null before they have judged anything. */
  judgedUntil: string | null;
  /** Since when the server has no connection to the MQTT broker, by which everything comes in; null while it has. */
  brokerLostSince: string | null;
  /** Since when nobody takes in, whether or not the broker is there; null while somebody does. */
  intakeGoneSince: string | null;
  /** Monotonic local time at which this screen was last known to be in step; minus infinity when in doubt. */
  lastLiveAtMs: number;
  /** Server time of that moment, ms since 1970; null before the first. */
  provenAtServerMs: number | null;
  /** When this screen began to wait for the first proof, by this machine's clock, ms since 1970. */
  openedAtMs: number;
  /** Monotonic local time at which the last heartbeat came, whether it proved anything or not; null before the first. */
  heardAtMs: number | null;
  /** Monotonic local time since which only answers to new questions count; null when not in doubt. */
  doubtSinceMs: number | null;
  /** True when the server itself says that it has not read its database lately. */
  serverBlind: boolean;
  rehearsal: boolean;
  /** Version of the pages that the server hands out now. */
  pageVersion: string | null;
  truth: Truth;
  /** Grows whenever the inbox of devices may have changed: its page asks again. */
  inboxTurn: number;
}

/** What this screen has found out about itself. Times are server time, ms since 1970. */
export interface Truth {
  /** When it last had the same sum as the database. */
  agreedAtMs: number | null;
  /** The last time that it had another, in which facts, and whether it has agreed since. */
  difference: { atMs: number; facts: readonly ComparedKind[]; healed: boolean } | null;
  /** The last time that its script was stuck, or its computer slept. */
  standstill: { kind: 'was-stuck' | 'slept'; fromMs: number; forMs: number } | null;
}

const untold: Truth = { agreedAtMs: null, difference: null, standstill: null };

/** Monotonic local time, ms. */
export function localNow(): number {
  return performance.now();
}

const atStart = {
  live: emptyLiveState,
  link: 'connecting' as const,
  arriving: null,
  clock: null,
  lastIntakeAt: null,
  judgedUntil: null,
  brokerLostSince: null,
  intakeGoneSince: null,
  heardAtMs: null,
  provenAtServerMs: null,
  doubtSinceMs: null,
  serverBlind: false,
  rehearsal: false,
  pageVersion: null,
  truth: untold,
  inboxTurn: 0,
};

const opened = () => ({ ...atStart, lastLiveAtMs: localNow(), openedAtMs: Date.now() });

export const useLiveStore = create<LiveStore>(opened);

/** The inbox is not what it was, or may not be. */
export function turnInbox(): void {
  useLiveStore.setState(({ inboxTurn }) => ({ inboxTurn: inboxTurn + 1 }));
}

/** Server time now, ms since 1970. */
export function serverNow(): number {
  return serverTimeAt(useLiveStore.getState().clock, localNow(), Date.now());
}

/** Applies one input to the store and returns the reason the reducer gave. */
export function takeIn(input: LiveInput): ReduceReason {
  const { next, reason } = reduceLive(useLiveStore.getState().live, input);
  const inStep = input.type !== 'stats' && (reason === 'applied' || reason === 'already-applied');
  useLiveStore.setState((store) => ({
    live: next,
    ...(input.type === 'snapshot' && { arriving: null }),
    ...(inStep && { link: 'synced' as const, ...proof(store, saidAt(input)) }),
  }));
  return reason;
}

/** Server time at which an input was all that is true; null when it does not say. */
function saidAt(input: LiveInput): number | null {
  if (input.type === 'snapshot') return Date.parse(input.snapshot.serverTime);
  const readAt = input.type === 'changes' ? input.range.readAt : undefined;
  return readAt === undefined ? null : Date.parse(readAt);
}

/** What changes in the store when something was true at this server time. */
function proof(store: LiveStore, serverMs: number | null): Partial<LiveStore> {
  if (serverMs === null || store.clock === null || store.doubtSinceMs !== null) return {};
  const nowMs = localNow();
  const ageMs = Math.max(0, (serverTimeAt(store.clock, nowMs, 0) - serverMs) / store.clock.speed);
  return provenAt(store, nowMs - ageMs, store.clock);
}

function provenAt(store: LiveStore, atMs: number, clock: ServerClock): Partial<LiveStore> {
  if (!(atMs > store.lastLiveAtMs)) return {};
  return { lastLiveAtMs: atMs, provenAtServerMs: serverTimeAt(clock, atMs, 0) };
}

/**
 * Takes in a heartbeat and answers how old it is, real ms. It proves something only while in step, and only to a screen
 * that has been sent all that the beat knows: apply what waits first.
 */
export function takeBeat(beat: Heartbeat): number {
  const nowMs = localNow();
  const store = useLiveStore.getState();
  const { asked: askedMs, speed } = beat;
  const { doubtSinceMs } = store;
  const trusted = doubtSinceMs === null || (askedMs !== undefined && askedMs >= doubtSinceMs);
  if (!trusted) return 0;
  const serverMs = Date.parse(beat.serverTime);
  // A beat that tells no time would stop the clock of this screen, and with it all that it shows.
  if (Number.isNaN(serverMs) || !(speed > 0)) return 0;
  const arrived = { serverMs, speed, askedMs, nowMs };
  const { clock, ageMs } = clockAfterBeat(doubtSinceMs === null ? store.clock : null, arrived);
  useLiveStore.setState({
    clock,
    heardAtMs: nowMs,
    lastIntakeAt: beat.lastIntakeAt,
    judgedUntil: beat.judgedUntil,
    // A server that is older than this page says nothing of them.
    brokerLostSince: beat.brokerLostSince ?? null,
    intakeGoneSince: beat.intakeGoneSince ?? null,
    doubtSinceMs: null,
    serverBlind: beat.readAgoMs > blindAfterMs,
    rehearsal: beat.rehearsal,
    pageVersion: beat.pageVersion,
    ...(isUpTo(store, beat.seq) && provenAt(store, nowMs - ageMs - beat.readAgoMs, clock)),
  });
  return ageMs;
}

/** True when this screen shows everything up to that number of the log. */
function isUpTo({ link, live }: LiveStore, seq: number): boolean {
  return link === 'synced' && live.seq !== null && live.seq >= seq;
}

/** A server that has not read its database for this long is said to be cut off from it, ms. */
const blindAfterMs = 4_000;

/** From now on nothing counts that was known: the screen is not live until a new question is answered. */
export function doubt(): void {
  useLiveStore.setState({ doubtSinceMs: localNow(), lastLiveAtMs: Number.NEGATIVE_INFINITY });
}

export function setLink(link: LinkState): void {
  useLiveStore.setState({ link, arriving: null });
}

/** A piece of a snapshot has come; `share` is how much of it is here, from 0 to 1. */
export function takeArriving(share: number): void {
  useLiveStore.setState({ arriving: share });
}

/** Adds to what this screen has found out about itself. */
export function tellTruth(part: Partial<Truth>): void {
  useLiveStore.setState(({ truth }) => ({ truth: { ...truth, ...part } }));
}

/** Forgets everything, e.g. when another person signs in. */
export function forgetLive(): void {
  useLiveStore.setState(opened());
}

/**
 * Since when a screen that is not live is not, server time, ms since 1970. One that was never proven live is not since it
 * was opened; before the server has told its time, that is this machine's.
 */
export function notLiveSinceMs(
  store: Pick<LiveStore, 'provenAtServerMs' | 'clock' | 'lastLiveAtMs' | 'openedAtMs'>,
): number {
  const { provenAtServerMs, clock, lastLiveAtMs, openedAtMs } = store;
  if (provenAtServerMs !== null) return provenAtServerMs;
  return Number.isFinite(lastLiveAtMs) ? serverTimeAt(clock, lastLiveAtMs, openedAtMs) : openedAtMs;
}

/** True when the screen must say that it is not live, whatever the socket believes. */
export function isNotLive(lastLiveAtMs: number, nowMs: number): boolean {
  return nowMs - lastLiveAtMs > notLiveAfterMs;
}
