/**
 * From what a device says to metrics and detection types. Entries are asked in order, the administrators' before those
 * of the family; the first that names the value and its unit decides.
 */
import { isPhysical } from '@mingchu/shared/physicalRange';
import { type DetectionType, detectionTypes, type Metric, metrics } from '@mingchu/shared/vocabulary';
import type { SaidValue } from '../../ingest/families/family.ts';
import { inUnitOf } from './units.ts';

/** A way to a number that takes a moment: a compiled expression. Null when it makes none. */
export type Compute = (input: { value: SaidValue['value']; unit: string | null }) => Promise<number | null>;

/** One entry, ready for use. */
export interface TableEntry {
  name: string;
  unit?: string;
  /** Null: what it names is nothing. */
  to: string | null;
  compute?: Compute;
  expression?: string;
  by: 'family' | 'administrator';
}

export interface MappingTable {
  /** Undefined when nothing names it. */
  find(name: string, unit: string | undefined): TableEntry | undefined;
}

/** Why a value makes no number. */
export type NoNumber =
  | 'no-entry'
  | 'left-out'
  | 'bad'
  | 'not-a-metric'
  | 'not-a-number'
  | 'unknown-unit'
  | 'out-of-range'
  | 'expression-gave-none'
  | 'same-metric-twice';

export type Mapped =
  | { kind: 'number'; metric: Metric; value: number }
  | { kind: 'later'; metric: Metric; compute: Compute }
  | { kind: 'none'; reason: NoNumber };

export interface MappedValue {
  said: SaidValue;
  entry: TableEntry | undefined;
  mapped: Mapped;
}

/** Remembered answers: names come again and again, and made-up ones must not grow it. */
const maxRemembered = 1_000;

export function createTable(entries: readonly TableEntry[]): MappingTable {
  const patterns = entries.map((entry) => ({ entry, pattern: patternOf(entry.name) }));
  const remembered = new Map<string, TableEntry | undefined>();
  return {
    find: (name, unit) => {
      const key = `${unit ?? ''}\n${name}`;
      if (remembered.has(key)) return remembered.get(key);
      const found = patterns.find(
        ({ entry, pattern }) => pattern.test(name) && (entry.unit === undefined || entry.unit === unit),
      )?.entry;
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(key, found);
      return found;
    },
  };
}

/** `*` stands for any part of a name. */
function patternOf(name: string): RegExp {
  const parts = name.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** Of one report. A metric that two values lead to is that of the first. */
export function mapValues(values: readonly SaidValue[], table: MappingTable): MappedValue[] {
  const taken = new Set<Metric>();
  return values.map((said) => {
    const entry = table.find(said.name, said.unit);
    let mapped = mapValue(said, entry);
    if (mapped.kind !== 'none') {
      if (taken.has(mapped.metric)) mapped = { kind: 'none', reason: 'same-metric-twice' };
      else taken.add(mapped.metric);
    }
    return { said, entry, mapped };
  });
}

function mapValue(said: SaidValue, entry: TableEntry | undefined): Mapped {
  if (entry === undefined) return { kind: 'none', reason: 'no-entry' };
  if (entry.to === null) return { kind: 'none', reason: 'left-out' };
  if (!isMetric(entry.to)) return { kind: 'none', reason: 'not-a-metric' };
  if (said.bad !== undefined) return { kind: 'none', reason: 'bad' };
  const metric = entry.to;
  if (entry.compute) return { kind: 'later', metric, compute: entry.compute };
  const number = plainNumber(said.value);
  if (number === null) return { kind: 'none', reason: 'not-a-number' };
  const value = inUnitOf(metric, number, said.unit);
  return value === null ? { kind: 'none', reason: 'unknown-unit' } : measured(metric, value);
}

function measured(metric: Metric, value: number): Mapped {
  return isPhysical(metric, value)
    ? { kind: 'number', metric, value }
    : { kind: 'none', reason: 'out-of-range' };
}

/** Works out what takes a moment; the others are as they were. */
export async function settle(values: readonly MappedValue[]): Promise<MappedValue[]> {
  return Promise.all(
    values.map(async (one): Promise<MappedValue> => {
      const { mapped, said } = one;
      if (mapped.kind !== 'later') return one;
      const value = await mapped.compute({ value: said.value, unit: said.unit ?? null });
      return {
        ...one,
        mapped:
          value === null ? { kind: 'none', reason: 'expression-gave-none' } : measured(mapped.metric, value),
      };
    }),
  );
}

/** The detection type of a finding's label; null when the table names none. */
export function detectionTypeOf(label: string, table: MappingTable): DetectionType | null {
  const to = table.find(label, undefined)?.to;
  return detectionTypes.find((type) => type === to) ?? null;
}

const knownMetrics: ReadonlySet<string> = new Set(metrics);

export function isMetric(name: string): name is Metric {
  return knownMetrics.has(name);
}

/** `true` is 1; text is a number when it is written as one and nothing else. */
function plainNumber(value: SaidValue['value']): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = typeof value === 'string' ? (value.trim() === '' ? Number.NaN : Number(value)) : value;
  return Number.isFinite(number) ? number : null;
}
