/** Words of the command line: durations, parts and counts, each with what was wrong with it. */
import { UsageError } from '../usageError.ts';

const unitMs = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** `90s`, `10m`, `1.5h`, `-90s` → ms. */
export function readDuration(name: string, text: string): number {
  const [, amount, unit] = /^(-?\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined)
    throw new UsageError(`--${name} must be a duration like 90s, 10m or 1h`);
  return Math.round(Number(amount) * (unitMs.get(unit) as number));
}

/** `1%` → 0.01. */
export function readPart(name: string, text: string): number {
  const [, amount] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (amount === undefined || Number(amount) > 100)
    throw new UsageError(`--${name} must be a part like 1% or 0.5%`);
  return Number(amount) / 100;
}

/** A number from `least`. */
export function readNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least)
    throw new UsageError(`--${name} must be a number from ${least}`);
  return value;
}
