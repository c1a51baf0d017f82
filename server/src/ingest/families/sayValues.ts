/** From parts of a JSON body to the values that a device said. */
import { parseTimestamp } from '@mingchu/shared/mqtt';
import type { EpochMs } from '@mingchu/shared/observation';
import type { SaidValue } from './family.ts';
import { asBody, asEpochMs, asNumber, asText, type Body } from './readValue.ts';

/** Most values that one packet passes on for one device; the rest is noise or an attack. */
export const maxValues = 200;
/** Deepest object whose members are values of their own. */
const maxDepth = 4;

const numeric = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** A finite number, or text that is nothing but one; undefined for all else. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value !== 'string') return asNumber(value);
  if (value.length > 40) return undefined;
  const text = value.trim();
  if (!numeric.test(text)) return undefined;
  return asNumber(Number(text));
}

/** What can be said as it is: a number (also when written as text), a truth, or a short text. */
export function sayable(value: unknown): SaidValue['value'] | undefined {
  if (typeof value === 'boolean') return value;
  return numberIn(value) ?? asText(value);
}

/** Time from ISO 8601 with an offset, or from ms since 1970; null for none, for one without zone, and for nonsense. */
export function timeIn(value: unknown): EpochMs | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return asEpochMs(parseTimestamp(value) ?? undefined) ?? null;
}

/**
 * Every leaf of a body as a value; members of members are named `outer.inner`, of lists by number from 1. `null` is
 * left out: the device knows the name and no value.
 * @param judge may give the value its unit, call it bad, or answer null to leave it out
 */
export function sayLeaves(
  body: Body,
  judge: (said: SaidValue) => SaidValue | null = (said) => said,
): SaidValue[] {
  const values: SaidValue[] = [];
  addLeaves({ values, judge }, body, { prefix: '', depth: 1 });
  return values;
}

interface Leaves {
  values: SaidValue[];
  judge: (said: SaidValue) => SaidValue | null;
}

function addLeaves(into: Leaves, body: object, at: { prefix: string; depth: number }): void {
  const list = Array.isArray(body);
  for (const key in body) {
    if (into.values.length >= maxValues) return;
    const inner = (body as Record<string, unknown>)[key];
    const name = at.prefix + (list ? Number(key) + 1 : key);
    if (typeof inner === 'object') {
      if (inner !== null && at.depth < maxDepth)
        addLeaves(into, inner, { prefix: `${name}.`, depth: at.depth + 1 });
      continue;
    }
    const value = sayable(inner);
    if (value === undefined || asText(name) === undefined) continue;
    const said = into.judge({ name, value });
    if (said) into.values.push(said);
  }
}

/** The text of a payload that is one short word (`online`, `4.2`); undefined when it is longer or no UTF-8 text. */
export function wordIn(payload: Buffer): string | undefined {
  if (payload.length > 256) return undefined;
  const text = payload.toString('utf8').trim();
  return text.includes('\u{fffd}') ? undefined : asText(text);
}

/** `online` or `offline`, as plain text or as the `state` of a body; undefined for anything else. */
export function stateIn(
  payload: Buffer,
  parse: (payload: Buffer) => unknown,
): 'online' | 'offline' | undefined {
  const word = wordIn(payload);
  const state = word?.startsWith('{') ? asBody(parse(payload))?.['state'] : word;
  return state === 'online' || state === 'offline' ? state : undefined;
}
