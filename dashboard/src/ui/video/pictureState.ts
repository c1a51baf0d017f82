/**
 * What may be said of the picture in a tile. Pure. Times are the server's; how long a picture may take to come is real
 * time, at whatever speed the clock of the district runs.
 */
import { frozenAfterMs } from '@mingchu/shared/pictures';

/** Times of the newest picture of a camera, server time in ms since 1970. */
export interface PictureTimes {
  /** When it was taken; null where nobody can say: a stream that comes without the time of its pictures. */
  takenAtMs: number | null;
  /** When it came to this screen. */
  shownAtMs: number;
  /** Since when it has been the same. */
  sameSinceMs: number;
}

export type PictureState =
  /** Asked for and not there yet. */
  | { kind: 'loading' }
  | { kind: 'none' }
  /** Without an age it moves, and how far it lags behind the kitchen is not known. */
  | { kind: 'live'; ageMs: number | null }
  | { kind: 'stale'; ageMs: number }
  | { kind: 'frozen'; ageMs: number; frozenMs: number };

/** Without a new picture for this long a tile is not live, ms. */
const staleAfterMs = 10_000;
/** A stream may lag behind the kitchen by its buffer, and no more, ms. */
const longestLagMs = 30_000;
/** A stream's clock may be ahead by so much; a picture from later still tells no age, ms. */
const aheadMs = 1_000;
/** A picture may take this long to come after it was asked for, ms. */
const loadsForMs = 8_000;

/** `askedAtMs` is when the tile turned to this camera; `speed` is server ms per real ms. */
export function pictureState(
  times: PictureTimes | null,
  { nowMs, askedAtMs, speed }: { nowMs: number; askedAtMs: number; speed: number },
): PictureState {
  if (!times) return nowMs - askedAtMs < loadsForMs * speed ? { kind: 'loading' } : { kind: 'none' };
  const { shownAtMs, sameSinceMs } = times;
  const takenAtMs =
    times.takenAtMs !== null && times.takenAtMs > shownAtMs + aheadMs * speed ? null : times.takenAtMs;
  // Older than what came last it is in any case.
  const ageMs = Math.max(0, nowMs - (takenAtMs ?? shownAtMs));
  if (nowMs - shownAtMs > staleAfterMs * speed || ageMs > longestLagMs * speed)
    return { kind: 'stale', ageMs };
  if (shownAtMs - sameSinceMs >= frozenAfterMs * speed)
    return { kind: 'frozen', ageMs, frozenMs: nowMs - sameSinceMs };
  return { kind: 'live', ageMs: takenAtMs === null ? null : ageMs };
}
