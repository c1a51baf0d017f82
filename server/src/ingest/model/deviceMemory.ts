/** What intake remembers of each device between messages: rate, sequence, clock. Bounded by the registry's size. */
import type { DeviceFault, EpochMs } from '@mingchu/shared/observation';

export interface DeviceMemory {
  tokens: number;
  refilledAt: EpochMs;
  lastSeq: number | null;
  /** When each kind of fault was last reported, so that a broken device does not flood the rules. */
  faultAt: Partial<Record<DeviceFault, EpochMs>>;
  letterTokens: number;
}

/** Messages per second of one device: a burst of 200, 50 in the long run. More is a fault, not data. */
const burst = 200;
const perS = 50;
/** Dead letters kept per device: a burst of 20, one each 10 s after that. */
const letterBurst = 20;
const lettersPerS = 0.1;
/** A fault is told again only after this long, ms. */
const faultEveryMs = 10_000;

export function newDeviceMemory(now: EpochMs): DeviceMemory {
  return {
    tokens: burst,
    refilledAt: now,
    lastSeq: null,
    faultAt: {},
    letterTokens: letterBurst,
  };
}

/** True when the device is within its rate. */
export function spendToken(memory: DeviceMemory, now: EpochMs): boolean {
  const elapsedS = Math.max(0, now - memory.refilledAt) / 1000;
  memory.refilledAt = now;
  memory.tokens = Math.min(burst, memory.tokens + elapsedS * perS);
  memory.letterTokens = Math.min(letterBurst, memory.letterTokens + elapsedS * lettersPerS);
  if (memory.tokens < 1) return false;
  memory.tokens -= 1;
  return true;
}

/** True when this refused message may still be kept. */
export function spendLetter(memory: DeviceMemory): boolean {
  if (memory.letterTokens < 1) return false;
  memory.letterTokens -= 1;
  return true;
}

/** True when the fault is to be told now. */
export function tellFault(memory: DeviceMemory, fault: DeviceFault, now: EpochMs): boolean {
  const last = memory.faultAt[fault];
  if (last !== undefined && now - last < faultEveryMs) return false;
  memory.faultAt[fault] = now;
  return true;
}

/** How many messages are missing before this one; 0 for the next, a repeated or a restarted sequence. */
export function missingBefore(memory: DeviceMemory, seq: number): number {
  const last = memory.lastSeq;
  memory.lastSeq = last === null || seq > last || last - seq > restartGap ? seq : last;
  return last === null || seq <= last + 1 ? 0 : seq - last - 1;
}

/** A sequence that falls back further than this has begun anew. */
const restartGap = 1_000;
