/** What a day like today usually brings, from the violations of the weeks before it. */
import { leastUsualDays, type Quartiles, type UsualDay } from '@mingchu/shared/todayNumbers';
import { dateAt, hourMs } from './localDay.ts';

const dayHours = 24;
const saturday = 6;

/** When violations of a rule were opened: hours after the beginning of the day, each with how many. */
export interface RuleHours {
  ruleId: string;
  hours: number[];
  counts: number[];
}

/** The violations of one day. */
export interface DayHours {
  /** First instant of the day, ms since 1970. */
  start: number;
  rules: readonly RuleHours[];
}

/** By date, `YYYY-MM-DD`: the weekday (1 Monday to 7 Sunday) that it follows; null: nobody works. */
export type Holidays = ReadonlyMap<string, number | null>;

/** A usual day, with what each rule has brought by the end of each hour. */
export interface UsualHours {
  kind: UsualDay['kind'];
  days: number;
  byHour: Quartiles[] | null;
  /** Rule id → median count by the end of each of the 24 hours. */
  soFarByHour: Map<string, number[]> | null;
}

/** Draws the usual day for the day that begins at `today`, from days before it. */
export function drawUsualDay(past: readonly DayHours[], today: number, holidays: Holidays): UsualHours {
  const kind = kindOfDay(today, holidays);
  const days = past.filter((day) => day.rules.length > 0 && kindOfDay(day.start, holidays) === kind);
  if (days.length < leastUsualDays) return { kind, days: days.length, byHour: null, soFarByHour: null };
  const ruleIds = new Set(days.flatMap((day) => day.rules.map(({ ruleId }) => ruleId)));
  return {
    kind,
    days: days.length,
    byHour: overDays(days.map((day) => hoursOf(day.rules))),
    soFarByHour: new Map([...ruleIds].map((ruleId) => [ruleId, soFar(ruleId, days)])),
  };
}

/** The usual day as of `now`: within an hour the counts are taken to grow evenly. */
export function usualDayAt(usual: UsualHours, { today, now }: { today: number; now: number }): UsualDay {
  const { kind, days, byHour, soFarByHour } = usual;
  if (soFarByHour === null) return { kind, days, byHour, byRuleSoFar: null };
  const hour = Math.floor((now - today) / hourMs);
  const part = (now - today) / hourMs - hour;
  const byRuleSoFar: Record<string, number> = {};
  for (const [ruleId, counts] of soFarByHour) {
    const before = counts[hour - 1] ?? 0;
    const after = counts[hour] ?? before;
    const count = Math.round((before + (after - before) * part) * 10) / 10;
    if (count > 0) byRuleSoFar[ruleId] = count;
  }
  return { kind, days, byHour, byRuleSoFar };
}

/** Working days are Monday to Friday, unless the calendar says otherwise. */
function kindOfDay(start: number, holidays: Holidays): UsualDay['kind'] {
  const date = dateAt(start);
  const follows = holidays.get(date);
  if (follows === null) return 'day-off';
  const weekday = follows ?? (new Date(date).getUTCDay() || 7);
  return weekday < saturday ? 'working-day' : 'day-off';
}

/** Median count of a rule by the end of each hour. */
function soFar(ruleId: string, days: readonly DayHours[]): number[] {
  const sums = days.map((day) => runningSum(hoursOf(day.rules.filter((rule) => rule.ruleId === ruleId))));
  return overDays(sums).map(({ median }) => median);
}

/** Quartiles of each hour over days. */
function overDays(days: readonly (readonly number[])[]): Quartiles[] {
  return Array.from({ length: dayHours }, (_, hour) => quartiles(days.map((counts) => counts[hour] ?? 0)));
}

function hoursOf(rules: readonly RuleHours[]): number[] {
  const byHour = Array.from({ length: dayHours }, () => 0);
  for (const { hours, counts } of rules) {
    hours.forEach((hour, index) => {
      byHour[hour] = (byHour[hour] ?? 0) + (counts[index] ?? 0);
    });
  }
  return byHour;
}

function runningSum(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => (sum += count));
}

/** Quartiles by linear interpolation, as `percentile_cont`. `values` must not be empty. */
export function quartiles(values: readonly number[]): Quartiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => {
    const place = (sorted.length - 1) * part;
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? below;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
