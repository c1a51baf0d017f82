/** What a browser remembers of the sound of one screen, and what follows from it. Pure. */
import { dutyShiftBegan, type SoundScreen } from '@mingchu/shared/sound';

export interface SoundTest {
  /** Account of who listened. */
  by: string;
  /** Server time, ms. */
  atMs: number;
  heard: boolean;
}

export interface Kept {
  on: boolean;
  voice: boolean;
  /** Server time, ms. */
  mute: { fromMs: number; untilMs: number } | null;
  test: SoundTest | null;
}

/** Who comes early and listens before his shift has begun need not do so again, ms. */
const earlyMs = 30 * 60_000;

/**
 * The desk sounds unless it was switched off, since somebody sits there who can acknowledge; a wall only when it was
 * asked to, since several hang in one room.
 */
const byDefault = { console: true, wall: false } as const satisfies Record<SoundScreen, boolean>;

/**
 * Reads what was kept; the address chooses anew. What cannot be read is as if nothing had been kept. Who may not mute
 * (`officer` false) is not sounded at unasked.
 */
export function keptFrom(
  stored: string | null,
  { screen, search, officer = true }: { screen: SoundScreen; search: string; officer?: boolean },
): Kept {
  const kept: Kept = {
    on: byDefault[screen] && officer,
    voice: true,
    mute: null,
    test: null,
    ...parsed(stored),
  };
  const chosen = new URLSearchParams(search).get('sound');
  return chosen === 'on' || chosen === 'off' ? { ...kept, on: chosen === 'on' } : kept;
}

function parsed(stored: string | null): Partial<Kept> {
  if (stored === null) return {};
  try {
    const value: unknown = JSON.parse(stored);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Who is signed in, and since when his shift runs. */
export interface OnDuty {
  username: string;
  nowMs: number;
  shiftStarts: readonly string[];
}

/** True when who is on duty has not yet listened to this screen in his shift, or heard nothing. */
export function testIsDue(test: SoundTest | null, { username, nowMs, shiftStarts }: OnDuty): boolean {
  if (test === null || !test.heard || test.by !== username) return true;
  return test.atMs < dutyShiftBegan(shiftStarts, nowMs) - earlyMs;
}

/** The server's answer to a mute may be ahead of this screen's clock by so much, ms. */
const aheadMs = 10_000;

/**
 * True while a mute lasts. One that has yet to begin holds nothing back: the server's clock has been set back since, and
 * its end would come that much later, while whatever is critical would count as older than it.
 */
export function muteHolds(mute: Kept['mute'], nowMs: number): boolean {
  return mute !== null && nowMs < mute.untilMs && nowMs >= mute.fromMs - aheadMs;
}

/** What a header says of the sound, in one word. */
export type SoundWord = 'off' | 'blocked' | 'elsewhere' | 'muted' | 'test-due' | 'on';

/** The word for how the sound stands; what hinders it most comes first. */
export function soundWord(
  sound: Kept & { audio: 'unknown' | 'blocked' | 'running'; elsewhere: boolean },
  who: OnDuty,
): SoundWord {
  if (!sound.on) return 'off';
  if (sound.elsewhere) return 'elsewhere';
  if (sound.audio === 'blocked') return 'blocked';
  if (muteHolds(sound.mute, who.nowMs)) return 'muted';
  return testIsDue(sound.test, who) ? 'test-due' : 'on';
}

/** A page that is loaded anew is back within this, ms. */
const backWithinMs = 60_000;

/** What a page that is left writes down for the one after it. */
export function listenedNote(left: { serverMs: number; machineMs: number }): string {
  return `${left.serverMs} ${left.machineMs}`;
}

/**
 * Until when, by the server's clock, the page before this one listened; null when it was left long ago. How long ago is
 * told by this machine's clock alone, which may be wrong: the server's is not known yet.
 */
export function listenedUntil(note: string | null, machineMs: number): number | null {
  const [serverMs = Number.NaN, leftMs = Number.NaN] = (note ?? '').split(' ').map(Number);
  const agoMs = machineMs - leftMs;
  return agoMs >= 0 && agoMs < backWithinMs ? serverMs : null;
}
