/** Parts of a body that came from a device: each is what it must be, or undefined. */
import { isStorable } from '../model/storableText.ts';

export type Body = Readonly<Record<string, unknown>>;

/** Longest name, address or id that a family passes on, characters. */
export const maxNameChars = 128;

export function asBody(value: unknown): Body | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Text that a database can hold, not empty and not longer than `maxChars`. */
export function asText(value: unknown, maxChars = maxNameChars): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxChars && isStorable(value)
    ? value
    : undefined;
}

/** First and last moment that a device clock may show, ms: an earlier one counts from its boot. */
const earliestMs = 1_500_000_000_000;
const latestMs = 253_402_300_799_999;

/** Whole ms since 1970 that can be a time of today's devices; undefined for seconds since boot and for nonsense. */
export function asEpochMs(ms: number | undefined): number | undefined {
  return ms !== undefined && ms >= earliestMs && ms <= latestMs ? Math.round(ms) : undefined;
}

/** What is there, as a list. */
export function listOf<Item>(item: Item | undefined): Item[] {
  return item === undefined ? [] : [item];
}
