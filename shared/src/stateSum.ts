/**
 * A sum over the facts that a screen of staff shows, so that screen and database can be compared without sending
 * either. Each fact becomes two 32-bit numbers; a kind's sum adds them up in any order, so a change costs one
 * subtraction and one addition. A device that is well counts as one, so that 153,000 of them cost a count.
 *
 * Not in it: where inspectors are and when a device was last heard, which are told to screens at a bounded rate and
 * carry their own age; and the registry, which is compared by the number of its newest change.
 */
import type { Dispatch } from './dispatch.ts';
import type { DeviceHealth, InspectorPosition } from './live.ts';
import type { CoverageGap } from './shift.ts';
import type { Violation } from './violation.ts';

export const summedKinds = ['violation', 'dispatch', 'device', 'inspector', 'coverage'] as const;
export type SummedKind = (typeof summedKinds)[number];
/** What a screen and the database may be found to differ in. */
export const comparedKinds = [...summedKinds, 'registry'] as const;
export type ComparedKind = (typeof comparedKinds)[number];

/** Two independent sums, each modulo 2³². */
export type Sum = readonly [number, number];

/** One sum for each kind of fact. */
export type StateSums = Readonly<Record<SummedKind, Sum>>;

/** What a sum is made of: the facts that a snapshot holds and changes replace. */
export interface SummedFacts {
  violations: Iterable<Violation>;
  dispatches: Iterable<Dispatch>;
  deviceHealth: Iterable<JudgedDevice>;
  inspectors: Iterable<SummedInspector>;
  coverage: readonly CoverageGap[];
}

type SummedInspector = Pick<InspectorPosition, 'inspectorId' | 'name' | 'groupId' | 'onShift'>;
type JudgedDevice = Pick<DeviceHealth, 'siteId' | 'deviceId' | 'state' | 'skewMs'>;

export const noSum: Sum = [0, 0];
/** A device that is online and whose clock is trusted. */
const wellDevice: Sum = [1, 1];

export function addSums(one: Sum, other: Sum): Sum {
  return [(one[0] + other[0]) >>> 0, (one[1] + other[1]) >>> 0];
}

export function subtractSums(one: Sum, other: Sum): Sum {
  return [(one[0] - other[0]) >>> 0, (one[1] - other[1]) >>> 0];
}

export function violationSum(violation: Violation): Sum {
  return sumOfText(canonicalText(violation));
}

export function dispatchSum(dispatch: Dispatch): Sum {
  return sumOfText(canonicalText(dispatch));
}

export function inspectorSum({ inspectorId, name, groupId, onShift }: SummedInspector): Sum {
  return sumOfText(canonicalText([inspectorId, name, groupId, onShift]));
}

export function coverageSum(gaps: readonly CoverageGap[]): Sum {
  return gaps.length === 0 ? noSum : sumOfText(canonicalText(gaps));
}

/** Screens are told when trust in a device's clock changes, not by how much it is off. */
export function deviceSum({ siteId, deviceId, state, skewMs }: JudgedDevice): Sum {
  if (state === 'online' && skewMs === null) return wellDevice;
  return sumOfText(`${siteId}/${deviceId} ${state} ${skewMs === null ? 'trusted' : 'skewed'}`);
}

/** Sum of `count` devices that are well. */
export function wellDevicesSum(count: number): Sum {
  return [count >>> 0, count >>> 0];
}

/** Sums from nothing; what changes keep up to date from there. */
export function sumsOf(facts: SummedFacts): StateSums {
  return {
    violation: total(facts.violations, violationSum),
    dispatch: total(facts.dispatches, dispatchSum),
    device: total(facts.deviceHealth, deviceSum),
    inspector: total(facts.inspectors, inspectorSum),
    coverage: coverageSum(facts.coverage),
  };
}

/** Kinds whose sums differ. */
export function differingKinds(one: StateSums, other: StateSums): SummedKind[] {
  return summedKinds.filter((kind) => one[kind][0] !== other[kind][0] || one[kind][1] !== other[kind][1]);
}

function total<Fact>(facts: Iterable<Fact>, sumOf: (fact: Fact) => Sum): Sum {
  let sum = noSum;
  for (const fact of facts) sum = addSums(sum, sumOf(fact));
  return sum;
}

/** The same text for the same fact, however its keys are ordered; null and absent both say nothing. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined && field !== null)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`);
  return `{${fields.join()}}`;
}

/** Two 32-bit hashes with different multipliers: quick and well spread; not for secrets. */
function sumOfText(text: string): Sum {
  let [one, other] = [0x243f6a88, 0x85a308d3];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x9e3779b1);
    other = Math.imul(other ^ code, 0x85ebca6b);
  }
  // The lower bits of a product depend on lower bits only: fold the upper ones in.
  one = Math.imul(one ^ (one >>> 16) ^ (other >>> 7), 0xc2b2ae35);
  other = Math.imul(other ^ (other >>> 15) ^ (one >>> 9), 0x27d4eb2f);
  return [(one ^ (one >>> 13)) >>> 0, (other ^ (other >>> 16)) >>> 0];
}
