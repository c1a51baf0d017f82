/** What the panels show of today's numbers. Pure. */
import type { TodayStats } from '@mingchu/shared/live';
import { type ArrivalTimes, arrivalLimitMin } from '@mingchu/shared/todayNumbers';
import type { MinuteBar, UsualBar } from '../../../ui/wallCharts.tsx';

/** A percentage of fewer orders than this says nothing: the orders themselves are shown. */
const leastForPercent = 10;
/** Above the upper quartile by this many times the distance of the quartiles is unusual (Tukey's fence). */
const fence = 1.5;
/** And by at least so many violations: usual days may be all alike. */
const leastAbove = 3;

/** How an on-time record may be told. */
export type OnTime =
  | { kind: 'none' }
  | { kind: 'few'; onTime: number; due: number }
  | { kind: 'rate'; onTime: number; due: number; percent: number };

/** A rate from ten orders on, the plain counts below. The rate is cut, not rounded: 100 means all. */
export function onTimeOf(times: Pick<ArrivalTimes, 'ordersDue' | 'arrivedOnTime'>): OnTime {
  const { ordersDue: due, arrivedOnTime: onTime } = times;
  if (due === 0) return { kind: 'none' };
  if (due < leastForPercent) return { kind: 'few', onTime, due };
  return { kind: 'rate', onTime, due, percent: Math.floor((onTime / due) * 1_000) / 10 };
}

/** Today's arrivals by the minute, with the past brought down to as many arrivals as today has. */
export function minuteBars(
  today: Pick<ArrivalTimes, 'arrivalsByMinute'>,
  past: Pick<ArrivalTimes, 'arrivalsByMinute'>,
): MinuteBar[] {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const pastSum = sum(past.arrivalsByMinute);
  const scale = pastSum === 0 ? null : sum(today.arrivalsByMinute) / pastSum;
  return today.arrivalsByMinute.map((count, minute) => ({
    at: minute + 0.5,
    count,
    past: scale === null ? null : (past.arrivalsByMinute[minute] ?? 0) * scale,
    late: minute >= arrivalLimitMin,
  }));
}

/** Today's hours beside those of a usual day; `hour` is the one that runs. */
export function usualBars(stats: Pick<TodayStats, 'violationsByHour' | 'usual'>, hour: number): UsualBar[] {
  return stats.violationsByHour.map((count, index) => {
    const usual = stats.usual.byHour?.[index];
    return {
      hour: index,
      count: index > hour ? null : count,
      unfinished: index === hour,
      unusual:
        usual !== undefined &&
        count > usual.high + fence * (usual.high - usual.low) &&
        count >= usual.high + leastAbove,
      band: usual ? [usual.low, usual.high] : null,
      median: usual?.median ?? null,
    };
  });
}

/** One rule today; `usual` is what it usually has brought by this time, null without a usual day. */
export interface TypeRow {
  ruleId: string;
  count: number;
  usual: number | null;
}

/** Rules by today's count, most first; then those that usually have spoken by now. */
export function typeRows(stats: Pick<TodayStats, 'violationsByRule' | 'usual'>): TypeRow[] {
  const { byRuleSoFar } = stats.usual;
  const today = stats.violationsByRule.map(({ ruleId, count }) => ({
    ruleId,
    count,
    usual: byRuleSoFar === null ? null : (byRuleSoFar[ruleId] ?? 0),
  }));
  const seen = new Set(today.map(({ ruleId }) => ruleId));
  const missing = Object.entries(byRuleSoFar ?? {})
    .filter(([ruleId, usual]) => !seen.has(ruleId) && usual >= 1)
    .map(([ruleId, usual]) => ({ ruleId, count: 0, usual }))
    .sort((a, b) => b.usual - a.usual);
  return [...today, ...missing];
}
