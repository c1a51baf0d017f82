/** Where the phone is: asked once at the door, and told on the way while an order is his, and only then. */
import { useEffect } from 'react';
import { request } from '../../http/request.ts';
import { isOnline } from './acts/outbox.ts';

export interface PhonePosition {
  lat: number;
  lon: number;
  accuracyM: number;
}

/** Longest wait for a fix, ms: standing at a door one does not wait longer. */
const fixTimeoutMs = 8_000;
/** A fix this old is still where one stands; a phone that lies still may have no newer one, ms. */
const freshMs = 10_000;
const stillFreshMs = 60_000;
const secondTryMs = 4_000;
/** The way is told this often at most, and without moving only this often, ms. */
const tellEveryMs = 5_000;
const tellStillMs = 30_000;
/** Less than this is not moving, degrees: some 10 m. */
const movedDeg = 0.000_1;

function positionOf({ coords }: GeolocationPosition): PhonePosition {
  return { lat: coords.latitude, lon: coords.longitude, accuracyM: Math.round(coords.accuracy) };
}

/** The position now, or null when it is refused, not to be had, or takes too long. */
export async function currentPosition(): Promise<PhonePosition | null> {
  if (!('geolocation' in navigator)) return null;
  const exact = { enableHighAccuracy: true, timeout: fixTimeoutMs, maximumAge: freshMs };
  return (await fixBy(exact)) ?? fixBy({ timeout: secondTryMs, maximumAge: stillFreshMs });
}

function fixBy(options: PositionOptions): Promise<PhonePosition | null> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      (fix) => resolve(positionOf(fix)),
      () => resolve(null),
      options,
    );
  });
}

/** Tells the way while `active`; what a dead spot swallows is not sent later: it is old by then. */
export function useTellPosition(active: boolean): void {
  useEffect(() => {
    if (!active || !('geolocation' in navigator)) return undefined;
    return tellWay((position) => {
      if (!isOnline()) return false;
      void request('POST', '/inspectors/me/position', position).catch(() => undefined);
      return true;
    });
  }, [active]);
}

/**
 * Gives every position worth telling to `send`, which answers false where it cannot. A phone that lies still may have
 * no new fix for long: then it is asked for one, since the estimate of arrival would else grow old. Answers what ends it.
 */
export function tellWay(send: (position: PhonePosition) => boolean): () => void {
  let told: (PhonePosition & { atMs: number }) | null = null;
  let ended = false;
  const tell = (position: PhonePosition): void => {
    const nowMs = performance.now();
    if (ended || (told !== null && !worthTelling(told, position, nowMs))) return;
    if (send(position)) told = { ...position, atMs: nowMs };
  };
  const watch = navigator.geolocation.watchPosition(
    (fix) => tell(positionOf(fix)),
    () => undefined,
    {
      enableHighAccuracy: true,
      maximumAge: tellEveryMs,
    },
  );
  const asking = setInterval(() => {
    void fixBy({ timeout: secondTryMs, maximumAge: stillFreshMs }).then(
      (position) => position && tell(position),
    );
  }, tellStillMs);
  return () => {
    ended = true;
    clearInterval(asking);
    navigator.geolocation.clearWatch(watch);
  };
}

function worthTelling(told: PhonePosition & { atMs: number }, now: PhonePosition, nowMs: number): boolean {
  const sinceMs = nowMs - told.atMs;
  if (sinceMs < tellEveryMs) return false;
  const moved = Math.abs(now.lat - told.lat) + Math.abs(now.lon - told.lon) > movedDeg;
  return moved || sinceMs >= tellStillMs;
}
