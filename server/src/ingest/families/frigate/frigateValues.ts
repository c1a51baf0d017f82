/** Parts that Frigate's messages share. */
import type { EpochMs } from '@mingchu/shared/observation';
import { asEpochMs, asList, asNumber, asText } from '../readValue.ts';

/** Longest name of a camera, zone, label or model, and longest id of an object or review, characters. */
export const maxLabelChars = 64;
const maxIdChars = 40;

export const asLabel = (value: unknown) => asText(value, maxLabelChars);
export const asId = (value: unknown) => asText(value, maxIdChars);

/** Seconds since 1970 as a number, or a moment in ISO 8601 with its offset: MQTT sends one, HTTP may send the other. */
export function asMoment(value: unknown): EpochMs | undefined {
  const seconds = asNumber(value);
  if (seconds !== undefined) return asEpochMs(seconds * 1000);
  const text = asText(value);
  return text !== undefined && /(Z|[+-]\d\d:\d\d)$/.test(text) ? asEpochMs(Date.parse(text)) : undefined;
}

export function asScore(value: unknown): number | undefined {
  const score = asNumber(value);
  return score !== undefined && score >= 0 && score <= 1 ? score : undefined;
}

/** A class that a model has found: text alone, or with its score. `none` is what models say of the rest. */
export function asClass(value: unknown): { name: string; score: number | undefined } | undefined {
  const [first, second] = Array.isArray(value) ? (value as unknown[]) : [value, undefined];
  const name = asLabel(first);
  return name === undefined || name === 'none' ? undefined : { name, score: asScore(second) };
}

export type Box = [number, number, number, number];

/** Corners in pixels of the picture that was looked at, as x, y, width and height in parts of it. */
export function relativeBox(
  value: unknown,
  picture: { width: number; height: number } | null,
): Box | undefined {
  const corners = asList(value).map(asNumber);
  const [x1, y1, x2, y2] = corners;
  if (!picture || corners.length !== 4) return undefined;
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return undefined;
  const left = inside(x1 / picture.width);
  const top = inside(y1 / picture.height);
  const width = inside(x2 / picture.width) - left;
  const height = inside(y2 / picture.height) - top;
  return width > 0 && height > 0 ? [left, top, width, height] : undefined;
}

const inside = (part: number) => Math.min(1, Math.max(0, part));
