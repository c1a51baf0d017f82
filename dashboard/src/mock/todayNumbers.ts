/** The mock's numbers of today, by the hour at which it is opened: nothing, a quiet day, a usual one, or a flood. */
import { type Announced, loadWindowMs } from '@mingchu/shared/alarmLoad';
import type { TodayStats } from '@mingchu/shared/live';
import { leastUsualDays, type PastDays, type Quartiles } from '@mingchu/shared/todayNumbers';
import { drawnLoad } from './drawnOfficers.ts';
import { type MockCase, onlyStory } from './mockCase.ts';

const dayHours = 24;
/** Violations of a usual hour, and orders by the minute of arrival over 30 days. */
const usualHours = [0, 0, 0, 0, 0, 1, 3, 6, 4, 3, 9, 14, 8, 3, 2, 2, 5, 11, 9, 4, 2, 1, 0, 0];
const pastMinutes = [0, 3, 41, 118, 236, 301, 289, 244, 176, 101, 38, 21, 12, 6, 3, 9];
const todayMinutes = [0, 0, 2, 5, 9, 15, 14, 11, 8, 4, 1, 1, 0, 0, 0, 1];
/** Violations of this hour beyond a usual one. */
const burst: Partial<Record<MockCase, number>> = { flood: 38, half: 31 };
/** New alarms in each ten minutes of an hour. */
const [noAlarms, usualAlarms, floodAlarms] = [
  [0, 0, 0, 0, 0, 0],
  [2, 1, 4, 3, 2, 6],
  [2, 3, 4, 3, 9, 34],
];
const rules = ['no-hat', 'no-mask', 'fridge-warm', 'bin-open', 'raw-cooked-mix', 'device-silent', 'rodent'];
const shares = [0.34, 0.22, 0.16, 0.12, 0.08, 0.06, 0.02];

const past: PastDays = {
  days: 30,
  ordersDue: 1_604,
  arrivedOnTime: 1_509,
  medianArrivalMs: 372_000,
  p90ArrivalMs: 571_000,
  arrivalsByMinute: pastMinutes,
};
const noPast: PastDays = {
  days: 0,
  ordersDue: 0,
  arrivedOnTime: 0,
  medianArrivalMs: null,
  p90ArrivalMs: null,
  arrivalsByMinute: pastMinutes.map(() => 0),
};
const quartilesOf = (count: number): Quartiles => ({
  low: Math.floor(count * 0.75),
  median: count,
  high: Math.ceil(count * 1.3),
});

/** As of `nowMs`, with the alarms that the mock has announced, in order of time. */
export function mockStats(mockCase: MockCase, nowMs: number, alarms: readonly Announced[] = []): TodayStats {
  const lately = alarms.filter(({ at }) => at > nowMs - loadWindowMs).length;
  const local = new Date(nowMs + 8 * 3_600_000);
  const hour = local.getUTCHours();
  const quiet = mockCase === 'calm';
  const none = mockCase === 'empty';
  const few = quiet || onlyStory[mockCase] !== undefined;
  const flood = mockCase === 'flood';
  const offline = mockCase === 'half' ? (burst.half ?? 0) : 0;
  // A quiet night comes after a day of which little is left to tell: three orders.
  const minutes = none ? [] : quiet ? [0, 0, 0, 0, 1, 1, 1] : flood ? floodMinutes() : todayMinutes;
  const arrivalsByMinute = pastMinutes.map((_, minute) => minutes[minute] ?? 0);
  const arrived = sum(arrivalsByMinute);
  const late = sum(arrivalsByMinute.slice(10));
  const violationsByHour = Array.from({ length: dayHours }, (_, index) => {
    if (none || index > hour) return 0;
    if (quiet) return index < 3 ? 1 : 0;
    const count = Math.round((usualHours[index] ?? 0) * (0.8 + ((index * 7) % 5) / 10));
    return index === hour ? Math.ceil(count * 0.4) + (burst[mockCase] ?? 0) : count;
  });
  const total = sum(violationsByHour);
  const announced = [...(none || few ? noAlarms : flood ? floodAlarms : usualAlarms)];
  announced[announced.length - 1] = lately;
  const usualTotal = sum(usualHours.slice(0, hour));
  return {
    at: new Date(nowMs).toISOString(),
    date: local.toISOString().slice(0, 10),
    ordersDue: arrived + (flood ? 2 : 0),
    arrivedOnTime: arrived - late,
    breached: late + (flood ? 2 : 0),
    missed: flood ? 2 : 0,
    medianArrivalMs: none ? null : quiet ? 342_000 : flood ? 521_000 : 381_000,
    p90ArrivalMs: none ? null : quiet ? 401_000 : flood ? 742_000 : 552_000,
    arrivalsByMinute,
    violationsByHour,
    violationsByRule: rules
      .map((ruleId, index) => ({ ruleId, count: Math.round((total - offline) * (shares[index] ?? 0)) }))
      .concat({ ruleId: 'device-offline', count: offline })
      .filter(({ count }) => count > 0),
    alarmsLast10Min: lately,
    load: drawnLoad({ mockCase, nowMs, announced: alarms }, announced),
    readingsPerS: none ? 0 : mockCase === 'big' ? 8_420 : 312,
    readingsTrace: none
      ? []
      : Array.from({ length: 60 }, (_, index) => 300 + Math.round(14 * Math.sin(index))),
    past: none ? noPast : past,
    usual: none
      ? { kind: 'working-day', days: leastUsualDays - 8, byHour: null, byRuleSoFar: null }
      : {
          kind: 'working-day',
          days: 39,
          byHour: usualHours.map(quartilesOf),
          byRuleSoFar: Object.fromEntries(
            rules.map((ruleId, index) => [ruleId, Math.round(usualTotal * (shares[index] ?? 0) * 10) / 10]),
          ),
        },
  };
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const floodMinutes = () =>
  todayMinutes.map((count, minute) => (minute < 10 ? count : count + 6 - (minute - 10)));
