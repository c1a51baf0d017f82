/** What may be said of the picture in a tile. Pure. */
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

/** `askedAtMs` is when the tile turned to this camera. */
export function pictureState(
  times: PictureTimes | null,
  { nowMs, askedAtMs }: { nowMs: number; askedAtMs: number },
): PictureState {
  if (!times) return nowMs - askedAtMs < loadsForMs ? { kind: 'loading' } : { kind: 'none' };
  const { shownAtMs, sameSinceMs } = times;
  const takenAtMs =
    times.takenAtMs !== null && times.takenAtMs > shownAtMs + aheadMs ? null : times.takenAtMs;
  // Older than what came last it is in any case.
  const ageMs = Math.max(0, nowMs - (takenAtMs ?? shownAtMs));
  if (nowMs - shownAtMs > staleAfterMs || ageMs > longestLagMs) return { kind: 'stale', ageMs };
  if (shownAtMs - sameSinceMs >= frozenAfterMs)
    return { kind: 'frozen', ageMs, frozenMs: nowMs - sameSinceMs };
  return { kind: 'live', ageMs: takenAtMs === null ? null : ageMs };
}
