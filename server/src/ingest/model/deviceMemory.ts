/** What intake remembers of each device between messages: rate, sequence, faults. Bounded by the registry's size. */
import type { DeviceFault, EpochMs } from '@mingchu/shared/observation';
import { newBucket, type TokenBucket } from './tokenBucket.ts';

export interface DeviceMemory {
  /** Samples it may still send. */
  samples: TokenBucket;
  /** Messages that are refused; once they are spent nothing of it is looked at. */
  garbage: TokenBucket;
  /** Dead letters that are still kept of it. */
  letters: TokenBucket;
  sequence: Sequence;
  /** When each kind of fault was last told, so that a broken device does not flood the rules. */
  faultAt: Partial<Record<DeviceFault, EpochMs>>;
  /** The newest time of ours that a sample of it got. */
  shiftedUntil: EpochMs;
  /** Numbers missing since that was last told. */
  missingCount: number;
  /** Messages over the rate since that was last told. */
  droppedCount: number;
}

/** A fault is told again only after this long, ms. */
const faultEveryMs = 10_000;

export function newDeviceMemory(now: EpochMs, lastSeq: number | null = null): DeviceMemory {
  return {
    samples: newBucket(now),
    garbage: newBucket(now),
    letters: newBucket(now),
    sequence: { last: lastSeq, lastTime: null, seen: 1, askedFrom: (lastSeq ?? -1) + 1, repeats: 0 },
    faultAt: {},
    shiftedUntil: 0,
    missingCount: 0,
    droppedCount: 0,
  };
}

/** True when the fault is to be told now. */
export function tellFault(memory: DeviceMemory, fault: DeviceFault, now: EpochMs): boolean {
  const last = memory.faultAt[fault];
  if (last !== undefined && now - last < faultEveryMs) return false;
  memory.faultAt[fault] = now;
  return true;
}

/** The newest number of a device, and which of the numbers before it were seen: bit i stands for `last - i`. */
export interface Sequence {
  last: number | null;
  /** The device's own time of that number; null when not known. */
  lastTime: EpochMs | null;
  seen: number;
  /** Numbers below this one are not asked for: they came before we listened, or were told as missing. */
  askedFrom: number;
  /** Repetitions in a row. */
  repeats: number;
}

export type SequenceStep = { kind: 'fresh'; missing: number } | { kind: 'repeated' };

const rememberedNumbers = 32;
/** A number may come this many later than its place; below `rememberedNumbers`. */
const lateNumbers = 4;
/** A number that falls back further than this begins anew. */
const restartGap = 1_000;
/** So does one of the first numbers that is this much older: the clock began anew with it. */
const restartMs = 30_000;
const firstNumbers = 1;
/** After so many in a row the device repeats its number, not its messages: the number says nothing any more. */
const maxRepeats = 8;

/**
 * Moves on by one sample; tells how many numbers are missing by now, each once, or that this one was here before.
 * @param time the device's own
 */
export function stepSequence(sequence: Sequence, seq: number, time: EpochMs): SequenceStep {
  const step = compareNumber(sequence, seq, time);
  sequence.repeats = step.kind === 'repeated' ? sequence.repeats + 1 : 0;
  return sequence.repeats > maxRepeats ? { kind: 'fresh', missing: 0 } : step;
}

function compareNumber(sequence: Sequence, seq: number, time: EpochMs): SequenceStep {
  const { last } = sequence;
  if (last === null || isRestart(sequence, seq, time)) {
    Object.assign(sequence, { last: seq, lastTime: time, seen: 1, askedFrom: seq + 1 });
    return { kind: 'fresh', missing: 0 };
  }
  if (seq > last) {
    const missing = missingUpTo(sequence, last, seq);
    const ahead = seq - last;
    sequence.seen = ahead >= rememberedNumbers ? 1 : (sequence.seen << ahead) | 1;
    sequence.last = seq;
    sequence.lastTime = time;
    return { kind: 'fresh', missing };
  }
  // After a start only the number is known: the first time that comes with one stands in.
  sequence.lastTime ??= time;
  const behind = last - seq;
  if (behind >= rememberedNumbers) return { kind: 'fresh', missing: 0 };
  const bit = 1 << behind;
  if ((sequence.seen & bit) !== 0) return { kind: 'repeated' };
  sequence.seen |= bit;
  return { kind: 'fresh', missing: 0 };
}

/** How many numbers are missing in the holes whose first is late by now, with `seq`: a hole is told once, as a whole. */
function missingUpTo(sequence: Sequence, last: number, seq: number): number {
  const lateBelow = seq - lateNumbers;
  let missing = 0;
  let inHole = false;
  let number = sequence.askedFrom;
  for (; number <= last && (inHole || number < lateBelow); number++) {
    inHole = (sequence.seen & (1 << (last - number))) === 0;
    if (inHole) missing += 1;
  }
  // Above `last` nothing was seen yet.
  if (number > last && (inHole || number < lateBelow)) {
    missing += seq - number;
    number = seq;
  }
  sequence.askedFrom = Math.max(sequence.askedFrom, number);
  return missing;
}

/** The number falls while the time goes on; a late or repeated sample is older as well. */
function isRestart({ last, lastTime }: Sequence, seq: number, time: EpochMs): boolean {
  if (last === null || seq >= last) return false;
  if (last - seq > restartGap) return true;
  if (lastTime === null) return false;
  return time > lastTime || (seq <= firstNumbers && time < lastTime - restartMs);
}
