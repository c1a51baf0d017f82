/** The numbers on the wall: today, by the calendar of the district, beside what is usual. */
import { judgeLoad, loadWindowMs } from '@mingchu/shared/alarmLoad';
import type { TodayStats } from '@mingchu/shared/live';
import type { OfficerLoad } from '@mingchu/shared/todayNumbers';
import type { Executor } from '../platform/postgres/database.ts';
import { announcedAlarms, officersSeenSince } from '../statistics/statisticsStore.ts';
import type { Comparison } from './comparison.ts';
import type { IntakeTrace } from './intakeTrace.ts';
import { dateAt, dayStart } from './model/localDay.ts';
import { arrivalsOf, violationsByHour, violationsByRule } from './numbersStore.ts';

/** A flood that began earlier and was never over within this time is taken to have begun here. */
const judgedMs = 12 * loadWindowMs;
/** Ten minutes each, shown. */
const shownWindows = 6;
/** An officer who has not been heard of for longer is not counted as on duty. */
const officerSeenMs = 15 * 60_000;

export interface StatsSources {
  comparison: Comparison;
  intake: IntakeTrace;
}

/** What does not belong to the moment, read before a transaction is opened. */
type Prepared = Awaited<ReturnType<Comparison['at']>> & { now: Date; intake: IntakeTrace };

/** The comparison as of `now`; it may take a connection of its own, so call it outside of transactions. */
export async function prepareStats({ comparison, intake }: StatsSources, now: Date): Promise<Prepared> {
  return { ...(await comparison.at(now.getTime())), now, intake };
}

/** Statements over today's rows; for one consistent picture call it within a transaction. */
export async function todayStats(db: Executor, prepared: Prepared): Promise<TodayStats> {
  const { now, past, usual, intake } = prepared;
  const from = new Date(dayStart(now.getTime()));
  const hours = await violationsByHour(db, from);
  const load = await officerLoad(db, now);
  return {
    at: now.toISOString(),
    date: dateAt(now.getTime()),
    ...(await arrivalsOf(db, { from, to: new Date(now.getTime() + 1) })),
    violationsByHour: Array.from({ length: 24 }, (_, hour) => hours.get(hour) ?? 0),
    violationsByRule: await violationsByRule(db, from),
    alarmsLast10Min: load.announcedBy10Min.at(-1) ?? 0,
    load,
    ...intake.read(),
    past,
    usual,
  };
}

async function officerLoad(db: Executor, now: Date): Promise<OfficerLoad> {
  const to = now.getTime() + 1;
  const span = { from: new Date(to - judgedMs), to: new Date(to) };
  const announced = await announcedAlarms(db, span);
  const officers = Math.max(1, await officersSeenSince(db, new Date(to - officerSeenMs)));
  const announcedBy10Min = Array.from({ length: shownWindows }, () => 0);
  for (const { at } of announced) {
    const window = shownWindows - 1 - Math.floor((to - 1 - at) / loadWindowMs);
    if (window >= 0) announcedBy10Min[window] = (announcedBy10Min[window] ?? 0) + 1;
  }
  const { judgement } = judgeLoad(announced, { from: span.from.getTime(), to, officers });
  return { officers, announcedBy10Min, judgement };
}
