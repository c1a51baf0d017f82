/**
 * How many alarms an officer is given, by the indicators of ISA-18.2 and EEMUA 191. Pure. Each alarm is shared by the
 * officers who are at a desk when it is announced; with nobody there it is one officer's, whoever that will be.
 */
import {
  countsAt,
  type Headcount,
  headcounts,
  joinPresence,
  type Presence,
  presenceWithin,
} from './presence.ts';
import type { Severity } from './violation.ts';

const minuteMs = 60_000;
/** Alarms are judged over 10 minutes (EEMUA 191). */
export const loadWindowMs = 10 * minuteMs;
/** A flood begins with more than 10 alarms in 10 minutes for one officer (ISA-18.2 §16). */
export const floodBeginsAbove = 10;
/** It ends when 10 minutes bring fewer than 5. */
export const floodEndsBelow = 5;
/**
 * One alarm in 10 minutes for one officer is very likely acceptable, two are manageable (EEMUA 191; its table as reported
 * by http://www.readbag.com/tipsweb-downloads-measuring-alarm-system-effectiveness, with ISA-18.2's flood).
 */
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

/** A span, ms since 1970, and who was there. `present` may reach beyond it; stretches of one officer may overlap. */
export interface LoadSpan {
  from: number;
  to: number;
  present: readonly Presence[];
  /** Since when presence has been written down; before it nobody knows who was there. The whole span when absent. */
  keptSince?: number;
}

export interface AlarmLoad {
  /** Officers at a desk at the end of the span; 0: nobody. */
  present: number;
  /** On average over what is known of the span; null when nothing is. */
  meanPresent: number | null;
  /** Part of it with nobody at a desk, 0 to 1. */
  unattendedShare: number | null;
  announced: number;
  /** Announced while it is known that nobody was at a desk. */
  announcedToNobody: number;
  /** Over the whole span, for one officer of those present at each moment, in 10 minutes. */
  perOfficerAnd10Min: number;
  /** Most in any 10 minutes, for one officer. */
  peak10Min: number;
  /** In the 10 minutes before `to`, for one officer. */
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

/** Alarms that are open now. */
export interface StandingAlarms {
  standing: number;
  /** For longer than 24 hours. */
  stale: number;
  shelved: number;
}

/** The indicators of a span: answer of `GET /statistics/load`. */
export type LoadFigures = AlarmLoad & StandingAlarms;

/** A part of an alarm as a whole number: by 1 to 16 officers it can be divided without a remainder. */
const wholeAlarm = 720_720;
/** Shorter presence is judged as if it had been so long: one alarm in one minute is not ten in ten. */
const leastJudgedMs = loadWindowMs;

/** An alarm and the part of it that one officer was given. */
type Shared = Announced & { share: number };

/** Judges the alarms of a span for one officer of those present. `announced` in order of time. */
export function judgeLoad(announced: readonly Announced[], span: LoadSpan): AlarmLoad {
  const { from, to, present, keptSince = from } = span;
  const counts = headcounts(joinPresence(present));
  const there = countsAt(counts, momentsOf(announced));
  const shared = shareOut(announced, there);
  const bySource = countBySource(announced);
  return {
    present: presentAt(counts, to),
    ...attendance(counts, { from: Math.max(from, keptSince), to }),
    announced: announced.length,
    announcedToNobody: announced.filter(({ at }, index) => there[index] === 0 && at >= keptSince).length,
    perOfficerAnd10Min: to > from ? sharesOf(shared) / ((to - from) / loadWindowMs) : 0,
    ...judgeShares(shared, { from, to }),
    bySeverity: countBySeverity(announced),
    topTenShare: announced.length === 0 ? 0 : topTen(bySource) / announced.length,
    chattering: chatteringSources(announced),
  };
}

/** What one officer was given within a span. */
export interface OfficerShare {
  username: string;
  /** Since when he has been there without leaving, ms since 1970; null when he is not there at the end of the span. */
  presentSince: number | null;
  /** How much of the span he was there. */
  presentMs: number;
  /** His share of the alarms that were announced while he was there. */
  given: number;
  /** `given` in 10 minutes of his presence. */
  per10Min: number;
  peak10Min: number;
  last10Min: number;
  /** By the last 10 minutes. */
  judgement: LoadJudgement;
  inFlood: boolean;
  /** Part of his presence that he spent in flood, 0 to 1. */
  floodShare: number;
}

/** Everybody who was there within the span, who came first is first. `announced` in order of time. */
export function judgeOfficers(
  announced: readonly Announced[],
  { from, to, present }: LoadSpan,
): OfficerShare[] {
  const joined = joinPresence(present);
  const shared = shareOut(announced, countsAt(headcounts(joined), momentsOf(announced)));
  const stretches = new Map<string, Presence[]>();
  for (const each of joined) {
    if (each.from >= to || each.to < from) continue;
    stretches.set(each.username, [...(stretches.get(each.username) ?? []), each]);
  }
  return [...stretches].map(([username, his]) => judgeOfficer(username, his, { from, to, shared }));
}

function judgeOfficer(
  username: string,
  his: readonly Presence[],
  { from, to, shared }: { from: number; to: number; shared: readonly Shared[] },
): OfficerShare {
  const counts = headcounts(his);
  const there = countsAt(counts, momentsOf(shared));
  const given = shared.filter((_, index) => there[index] === 1);
  const { officerMs: presentMs } = presenceWithin(counts, { from, to });
  const { peak10Min, last10Min, judgement, inFlood, floods } = judgeShares(given, { from, to });
  const floodMs = floods.reduce(
    (sum, flood) => sum + presenceWithin(counts, { from: flood.from, to: flood.to ?? to }).officerMs,
    0,
  );
  return {
    username,
    presentSince: his.find((stretch) => stretch.from <= to && to < stretch.to)?.from ?? null,
    presentMs,
    given: sharesOf(given),
    per10Min: sharesOf(given) / (Math.max(leastJudgedMs, presentMs) / loadWindowMs),
    peak10Min,
    last10Min,
    judgement,
    inFlood,
    floodShare: presentMs > 0 ? floodMs / presentMs : 0,
  };
}

const momentsOf = (announced: readonly Announced[]) => announced.map(({ at }) => at);

function presentAt(counts: readonly Headcount[], at: number): number {
  return countsAt(counts, [at])[0] ?? 0;
}

function attendance(
  counts: readonly Headcount[],
  known: { from: number; to: number },
): Pick<AlarmLoad, 'meanPresent' | 'unattendedShare'> {
  const knownMs = known.to - known.from;
  if (knownMs <= 0) return { meanPresent: null, unattendedShare: null };
  const { officerMs, nobodyMs } = presenceWithin(counts, known);
  return { meanPresent: officerMs / knownMs, unattendedShare: nobodyMs / knownMs };
}

function shareOut(announced: readonly Announced[], there: readonly number[]): Shared[] {
  return announced.map((alarm, index) => ({
    ...alarm,
    share: Math.round(wholeAlarm / Math.max(1, there[index] ?? 0)),
  }));
}

function sharesOf(shared: readonly Shared[]): number {
  return shared.reduce((sum, { share }) => sum + share, 0) / wholeAlarm;
}

type Judged = Pick<AlarmLoad, 'peak10Min' | 'last10Min' | 'judgement' | 'inFlood' | 'floodShare' | 'floods'>;

function judgeShares(shared: readonly Shared[], { from, to }: { from: number; to: number }): Judged {
  const { floods, peak, last } = findFloods(shared, to);
  const inFlood = floods.at(-1)?.to === null;
  const floodMs = floods.reduce((sum, flood) => sum + (flood.to ?? to) - flood.from, 0);
  return {
    peak10Min: peak,
    last10Min: last,
    judgement: inFlood ? 'flood' : judgeRate(last),
    inFlood,
    floodShare: to > from ? floodMs / (to - from) : 0,
    floods,
  };
}

/** Judges alarms in 10 minutes for one officer, where no flood goes on. */
export function judgeRate(per10Min: number): Exclude<LoadJudgement, 'flood'> {
  if (per10Min <= acceptableRate) return 'acceptable';
  return per10Min <= manageableRate ? 'manageable' : 'over-demanding';
}

/**
 * Walks over the moments at which the sum of the last 10 minutes changes: an alarm comes, or leaves the window. A flood
 * begins at the alarm that is one too many, and ends when so many have left that few enough are there.
 */
function findFloods(
  shared: readonly Shared[],
  to: number,
): { floods: AlarmLoad['floods']; peak: number; last: number } {
  const floods: AlarmLoad['floods'] = [];
  let first = 0;
  let next = 0;
  let within = 0;
  let peak = 0;
  let open: AlarmLoad['floods'][number] | undefined;
  const letGo = (until: number) => {
    while (first < next) {
      const { at, share } = shared[first] as Shared;
      const leavesAt = at + loadWindowMs;
      if (leavesAt > until) return;
      first += 1;
      within -= share;
      if (open && within < floodEndsBelow * wholeAlarm) {
        open.to = leavesAt;
        open = undefined;
      }
    }
  };
  for (const { at, share } of shared) {
    letGo(at);
    next += 1;
    within += share;
    peak = Math.max(peak, within);
    if (open) open.announced += 1;
    else if (within > floodBeginsAbove * wholeAlarm) {
      open = { from: at, to: null, announced: next - first };
      floods.push(open);
    }
  }
  letGo(to);
  return { floods, peak: peak / wholeAlarm, last: within / wholeAlarm };
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
