/**
 * Where an inspector is drawn between two reports of his phone: he walks from where he was drawn to where he reported,
 * in about the time that lay between the reports, and stands there until the next. He is never drawn ahead of what he
 * told. Pure; degrees, and ms of a clock that only goes forward.
 */
import type { InspectorPosition } from '@mingchu/shared/live';

export interface Place {
  lon: number;
  lat: number;
}
export interface Track {
  from: Place;
  to: Place;
  /** When the report came, and how long the way to it takes on screen. */
  startMs: number;
  durationMs: number;
  /** Time of the report, ISO 8601; null where his phone never told one. */
  at: string | null;
}

/** A position older than this is drawn hollow and with its age. */
export const oldAfterMs = 5 * 60_000;
/** The longest that a step takes on screen: beyond it he would be drawn where he was long ago. */
const longestStepMs = 15_000;
/** Faster than any e-bike or car in town: a first fix or a correction, which is not walked. */
const fastestMPerS = 42;
const metresPerDegree = 111_320;

/** A track that stands where he reported. */
export function standing({ lon, lat, at }: InspectorPosition, nowMs: number): Track {
  const here = { lon, lat };
  return { from: here, to: here, startMs: nowMs, durationMs: 0, at };
}

/** The track after a report; the same one where nothing new was told. */
export function trackAfter(track: Track, report: InspectorPosition, nowMs: number): Track {
  if (report.at === track.at && report.lon === track.to.lon && report.lat === track.to.lat) return track;
  if (report.at === null || track.at === null) return standing(report, nowMs);
  const from = placeAt(track, nowMs);
  const betweenMs = Date.parse(report.at) - Date.parse(track.at);
  const jump = betweenMs <= 0 || metresBetween(from, report) > (fastestMPerS * betweenMs) / 1_000;
  if (jump) return standing(report, nowMs);
  return {
    from,
    to: { lon: report.lon, lat: report.lat },
    startMs: nowMs,
    durationMs: Math.min(betweenMs, longestStepMs),
    at: report.at,
  };
}

/** Where he is drawn. */
export function placeAt({ from, to, startMs, durationMs }: Track, nowMs: number): Place {
  const share = durationMs <= 0 ? 1 : Math.max(0, Math.min(1, (nowMs - startMs) / durationMs));
  return { lon: from.lon + (to.lon - from.lon) * share, lat: from.lat + (to.lat - from.lat) * share };
}

/** True while he is still drawn on his way to the last report. */
export function isWalking({ startMs, durationMs }: Track, nowMs: number): boolean {
  return nowMs < startMs + durationMs;
}

function metresBetween(a: Place, b: Place): number {
  const east = (b.lon - a.lon) * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(east, b.lat - a.lat) * metresPerDegree;
}
