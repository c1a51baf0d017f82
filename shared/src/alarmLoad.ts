/**
 * How many alarms an officer is given, by the indicators of ISA-18.2 and EEMUA 191. Pure: the server counts with it
 * for the statistics, and screens for the present.
 */
import type { Severity } from './violation.ts';

const minuteMs = 60_000;
/** Alarms are judged over 10 minutes (EEMUA 191). */
export const loadWindowMs = 10 * minuteMs;
/** A flood begins with more than 10 alarms in 10 minutes for one officer (ISA-18.2 §16). */
export const floodBeginsAbove = 10;
/** It ends when 10 minutes bring fewer than 5. */
export const floodEndsBelow = 5;
/** One alarm in 10 minutes for one officer is very likely acceptable, two are manageable (EEMUA 191). */
export const acceptableRate = 1;
export const manageableRate = 2;
/** An alarm that stands for longer is stale (ISA-18.2). */
export const staleAfterMs = 24 * 60 * minuteMs;
/** Three within a minute from one source chatter (ISA-18.2). */
const chatterCount = 3;

export type LoadJudgement = 'acceptable' | 'manageable' | 'over-demanding' | 'flood';

/** One alarm as it was announced. */
export interface Announced {
  /** ms since 1970. */
  at: number;
  severity: Severity;
  /** What it came from: rule, site and device. */
  source: string;
}

export interface AlarmLoad {
  officers: number;
  announced: number;
  /** Over the whole span, per officer and 10 minutes. */
  perOfficerAnd10Min: number;
  /** Most in any 10 minutes, per officer. */
  peak10Min: number;
  /** In the 10 minutes before `to`, per officer. */
  last10Min: number;
  judgement: LoadJudgement;
  inFlood: boolean;
  /** Part of the span spent in flood, 0 to 1; the aim is below 0.01. */
  floodShare: number;
  /** Spells of flood, oldest first; `to` is null while it lasts. */
  floods: { from: number; to: number | null; announced: number }[];
  bySeverity: Record<Severity, number>;
  /** Part of all alarms that the ten busiest sources gave, 0 to 1; the aim is below 0.05. */
  topTenShare: number;
  /** Sources that gave three alarms within a minute. */
  chattering: string[];
}

/** Judges the alarms of a span. `announced` in order of time; `officers` at least 1. */
export function judgeLoad(
  announced: readonly Announced[],
  span: { from: number; to: number; officers: number },
): AlarmLoad {
  const officers = Math.max(1, span.officers);
  const windows = (span.to - span.from) / loadWindowMs;
  const perOfficerAnd10Min = windows > 0 ? announced.length / windows / officers : 0;
  const { floods, peak, last } = findFloods(announced, { ...span, officers });
  const inFlood = floods.at(-1)?.to === null;
  const floodMs = floods.reduce((sum, flood) => sum + (flood.to ?? span.to) - flood.from, 0);
  const bySource = countBySource(announced);
  return {
    officers,
    announced: announced.length,
    perOfficerAnd10Min,
    peak10Min: peak / officers,
    last10Min: last / officers,
    judgement: inFlood ? 'flood' : judgeRate(last / officers),
    inFlood,
    floodShare: span.to > span.from ? floodMs / (span.to - span.from) : 0,
    floods,
    bySeverity: countBySeverity(announced),
    topTenShare: announced.length === 0 ? 0 : topTen(bySource) / announced.length,
    chattering: chatteringSources(announced),
  };
}

function judgeRate(per10Min: number): LoadJudgement {
  if (per10Min <= acceptableRate) return 'acceptable';
  return per10Min <= manageableRate ? 'manageable' : 'over-demanding';
}

/**
 * Walks over the moments at which the count of the last 10 minutes changes: an alarm comes, or leaves the window.
 * A flood begins at the alarm that is one too many, and ends when so many have left that few enough are there.
 */
function findFloods(
  announced: readonly Announced[],
  { to, officers }: { to: number; officers: number },
): { floods: AlarmLoad['floods']; peak: number; last: number } {
  const floods: AlarmLoad['floods'] = [];
  let first = 0;
  let peak = 0;
  let open: AlarmLoad['floods'][number] | undefined;
  const letGo = (until: number) => {
    while (first < announced.length) {
      const leavesAt = (announced[first] as Announced).at + loadWindowMs;
      if (leavesAt > until) return;
      first += 1;
      if (open && (next - first) / officers < floodEndsBelow) {
        open.to = leavesAt;
        open = undefined;
      }
    }
  };
  let next = 0;
  for (const alarm of announced) {
    letGo(alarm.at);
    next += 1;
    const count = next - first;
    peak = Math.max(peak, count);
    if (open) open.announced += 1;
    else if (count / officers > floodBeginsAbove) {
      open = { from: alarm.at, to: null, announced: count };
      floods.push(open);
    }
  }
  letGo(to);
  return { floods, peak, last: next - first };
}

function countBySource(announced: readonly Announced[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { source } of announced) counts.set(source, (counts.get(source) ?? 0) + 1);
  return counts;
}

function topTen(counts: ReadonlyMap<string, number>): number {
  const busiest = [...counts.values()].sort((a, b) => b - a).slice(0, 10);
  return busiest.reduce((sum, count) => sum + count, 0);
}

function countBySeverity(announced: readonly Announced[]): Record<Severity, number> {
  const counts = { critical: 0, major: 0, minor: 0, info: 0 };
  for (const { severity } of announced) counts[severity] += 1;
  return counts;
}

function chatteringSources(announced: readonly Announced[]): string[] {
  const recent = new Map<string, number[]>();
  const found = new Set<string>();
  for (const { at, source } of announced) {
    const times = [...(recent.get(source) ?? []), at].filter((time) => time > at - minuteMs);
    recent.set(source, times);
    if (times.length >= chatterCount) found.add(source);
  }
  return [...found].sort();
}
