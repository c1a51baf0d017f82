/**
 * Decides what sounds, and when. Pure: facts and the memory of what was told go in, one sequence or none and a named
 * reason come out.
 *
 * Rhythm (gaps, repetitions) is local time, due times are server time: a rehearsal at 60 times the speed of life must
 * not sound 60 times as often.
 */
import { clockRuns } from '@mingchu/shared/dispatch';
import { type SoundKind, soundKinds } from '@mingchu/shared/sound';
import type { ViolationState } from '@mingchu/shared/violation';
import type { WorkItem } from '../live/worklist.ts';
import { muteHolds } from './kept.ts';
import { patterns } from './patterns.ts';

/** At most one sequence begins in this time, ms. */
export const minGapMs = 10_000;
/** Told when so much is left of an order, ms. */
export const nearlyDueMs = 2 * 60_000;
/** What sounds once and had no turn for so long is not told any more: the screen shows it. */
export const staleAfterMs = 60_000;
/** A cause that goes on is spoken again after this long; its tone repeats more often. */
const speakAgainMs = 60_000;

/** ISA-18.2: sound until acknowledged; what has returned to normal by itself only flashes. */
const sounds = {
  normal: false,
  unack: true,
  acked: false,
  'rtn-unack': false,
  'latched-unack': true,
  'latched-acked': false,
  shelved: false,
  suppressed: false,
  'out-of-service': false,
} as const satisfies Record<ViolationState, boolean>;

/** What breaks through a mute when it begins after it. */
const breaksThrough: ReadonlySet<SoundKind> = new Set(['critical', 'data-lost']);

export type SoundReason =
  | 'switched-off'
  | 'another-page-sounds'
  | 'blocked-by-browser'
  | 'nothing-to-tell'
  | 'muted'
  | 'too-soon'
  | 'waits-for-voice'
  | 'waits-for-test'
  | 'new-cause'
  | 'repeated-until-answered';

/** Something that is to be heard, as long as it is true. */
export interface Cause {
  key: string;
  kind: SoundKind;
  item: WorkItem | null;
}

export interface SoundFacts {
  causes: readonly Cause[];
  /** `sounding`: this page may be heard. */
  audio: 'off' | 'elsewhere' | 'blocked' | 'sounding';
  /** Server time, ms; null while none runs. */
  mute: { fromMs: number; untilMs: number } | null;
  /** Whether tones are followed by words. */
  voice: boolean;
  /** What the voice is telling now. */
  speaking: SoundKind | null;
  testing: boolean;
}

export interface SoundMoment {
  serverMs: number;
  /** Monotonic. */
  localMs: number;
}

interface Told {
  /** Server time from which it counts as new for a mute. */
  sinceServerMs: number;
  sinceLocalMs: number;
  soundedAtMs: number | null;
  spokenAtMs: number | null;
}

export interface SoundMemory {
  told: ReadonlyMap<string, Told>;
  lastStartMs: number | null;
  /** Something has been looked at: what comes from now on is new. */
  begun: boolean;
  /** Up to when the page before this one listened, server time; what opened since is new. Null when there was none. */
  listenedUntilMs: number | null;
}

export const freshMemory: SoundMemory = {
  told: new Map(),
  lastStartMs: null,
  begun: false,
  listenedUntilMs: null,
};

/** One sequence: a pattern, and what the voice says after it. */
export interface Play {
  kind: SoundKind;
  /** Keys of the causes that it tells, most urgent first. */
  keys: readonly string[];
  speak: boolean;
}

/**
 * What is to be heard now. `items` sorted by urgency. While the screen is not live it only tells that: what it knew may
 * have been answered since.
 */
export function causesOf(
  items: readonly WorkItem[],
  { serverMs, live }: { serverMs: number; live: boolean },
): Cause[] {
  if (!live) return [{ key: 'data-lost', kind: 'data-lost', item: null }];
  const causes: Cause[] = [];
  for (const item of items) {
    const { violation, dispatch } = item;
    if (violation && sounds[violation.state])
      causes.push({ key: `${item.severity} ${item.id}`, kind: item.severity, item });
    if (!dispatch || !clockRuns[dispatch.state] || isSetAside(item)) continue;
    const leftMs = Date.parse(dispatch.dueAt) - serverMs;
    if (leftMs > nearlyDueMs) continue;
    const kind = leftMs > 0 ? 'two-minutes' : 'breach';
    causes.push({ key: `${kind} ${item.id} ${dispatch.dueAt}`, kind, item });
  }
  return causes;
}

function isSetAside({ violation }: WorkItem): boolean {
  const state = violation?.state;
  return state === 'shelved' || state === 'suppressed' || state === 'out-of-service';
}

/** One look: what to play now, if anything. */
export function nextSound(
  memory: SoundMemory,
  facts: SoundFacts,
  at: SoundMoment,
): { next: SoundMemory; play: Play | null; reason: SoundReason } {
  const told = remember(memory, facts.causes, at);
  const next: SoundMemory = { ...memory, told, begun: true };
  const nothing = (reason: SoundReason) => ({ next, play: null, reason });
  if (facts.audio === 'off') return nothing('switched-off');
  if (facts.audio === 'elsewhere') return nothing('another-page-sounds');
  if (facts.audio === 'blocked') return nothing('blocked-by-browser');
  const due = facts.causes.filter((cause) => isDue(cause, told.get(cause.key), at.localMs));
  if (due.length === 0) return nothing('nothing-to-tell');
  const audible = due.filter(({ kind, key }) => !isMuted(kind, told.get(key), { mute: facts.mute, at }));
  const kind = soundKinds.find((each) => audible.some((cause) => cause.kind === each));
  if (!kind) return nothing('muted');
  if (memory.lastStartMs !== null && at.localMs - memory.lastStartMs < minGapMs) return nothing('too-soon');
  if (facts.speaking && !isMoreUrgent(kind, facts.speaking)) return nothing('waits-for-voice');
  if (facts.testing && kind !== 'critical') return nothing('waits-for-test');
  // What repeats is repeated together, or five alarms would fill every minute between them.
  const together = patterns[kind].repeatMs === null ? audible : facts.causes;
  const keys = together
    .filter((cause) => cause.kind === kind && !isMuted(kind, told.get(cause.key), { mute: facts.mute, at }))
    .map(({ key }) => key);
  const isNew = keys.some((key) => told.get(key)?.soundedAtMs === null);
  const isWordDue = (key: string): boolean => {
    const spokenAtMs = told.get(key)?.spokenAtMs ?? null;
    return spokenAtMs === null || at.localMs - spokenAtMs >= speakAgainMs;
  };
  const speak = facts.voice && keys.some(isWordDue);
  return {
    next: { ...next, lastStartMs: at.localMs, told: markTold(told, keys, { localMs: at.localMs, speak }) },
    play: { kind, keys, speak },
    reason: isNew ? 'new-cause' : 'repeated-until-answered',
  };
}

/**
 * Keeps what still stands, forgets what is over, and notes what is new. What was there at the start has been
 * told, but for what opened while the page was loaded anew.
 * While data is lost nothing is known to be over: what was told before is not told again when the data returns.
 */
function remember(memory: SoundMemory, causes: readonly Cause[], at: SoundMoment): Map<string, Told> {
  const lost = causes.some(({ kind }) => kind === 'data-lost');
  const told = new Map(lost ? memory.told : []);
  for (const { key, kind, item } of causes) {
    const known = memory.told.get(key);
    if (known) told.set(key, known);
    else if (memory.begun)
      told.set(key, {
        sinceServerMs: at.serverMs,
        sinceLocalMs: at.localMs,
        soundedAtMs: null,
        spokenAtMs: null,
      });
    else {
      const openedMs = Date.parse(item?.violation?.openedAt ?? '');
      const isNew = memory.listenedUntilMs !== null && openedMs > memory.listenedUntilMs;
      const heard = patterns[kind].repeatMs === null && !isNew ? at.localMs : null;
      told.set(key, {
        sinceServerMs: Number.isNaN(openedMs) ? at.serverMs : openedMs,
        sinceLocalMs: at.localMs,
        soundedAtMs: heard,
        spokenAtMs: heard,
      });
    }
  }
  return told;
}

function isDue({ kind }: Cause, told: Told | undefined, localMs: number): boolean {
  if (!told) return false;
  const { repeatMs } = patterns[kind];
  if (repeatMs !== null) return told.soundedAtMs === null || localMs - told.soundedAtMs >= repeatMs;
  return told.soundedAtMs === null && localMs - told.sinceLocalMs <= staleAfterMs;
}

function isMuted(
  kind: SoundKind,
  told: Told | undefined,
  { mute, at }: { mute: SoundFacts['mute']; at: SoundMoment },
): boolean {
  if (!mute || !muteHolds(mute, at.serverMs)) return false;
  return !(breaksThrough.has(kind) && told !== undefined && told.sinceServerMs > mute.fromMs);
}

function markTold(
  told: ReadonlyMap<string, Told>,
  keys: readonly string[],
  { localMs, speak }: { localMs: number; speak: boolean },
): Map<string, Told> {
  const marked = new Map(told);
  for (const key of keys) {
    const before = marked.get(key);
    if (before)
      marked.set(key, { ...before, soundedAtMs: localMs, spokenAtMs: speak ? localMs : before.spokenAtMs });
  }
  return marked;
}

function isMoreUrgent(kind: SoundKind, than: SoundKind): boolean {
  return soundKinds.indexOf(kind) < soundKinds.indexOf(than);
}

/** What of a sequence is still true when the voice has its turn; empty when nothing is. */
export function stillTrue({ keys }: Play, causes: readonly Cause[]): Cause[] {
  const wanted = new Set(keys);
  return causes.filter(({ key }) => wanted.has(key));
}
