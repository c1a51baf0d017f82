/** The numbers on the wall: today, by the calendar of the district, beside what is usual. */
import type { LoadFigures } from '@mingchu/shared/alarmLoad';
import type { TodayStats } from '@mingchu/shared/live';
import type { Clock } from '../platform/clock.ts';
import type { Executor } from '../platform/postgres/database.ts';
import type { Comparison } from './comparison.ts';
import type { IntakeTrace } from './intakeTrace.ts';
import { dateAt, dayStart } from './model/localDay.ts';
import { arrivalsOf, violationsByHour, violationsByRule } from './numbersStore.ts';
import type { OfficerLoadSource } from './officerLoad.ts';

export interface StatsSources {
  comparison: Comparison;
  intake: IntakeTrace;
  officers: OfficerLoadSource;
}

/** What does not belong to the moment, read before a transaction is opened. */
type Prepared = Awaited<ReturnType<Comparison['at']>> &
  Pick<StatsSources, 'intake' | 'officers'> & { now: Date; day: LoadFigures };

/**
 * The comparison and the load of the last day; it may take a connection of its own, so call it outside of transactions.
 * `now` is taken when both are there: an alarm that came while the database needed its time is counted.
 */
export async function prepareStats(sources: StatsSources, clock: Clock): Promise<Prepared> {
  const { comparison, intake, officers } = sources;
  const day = await officers.day(clock.date());
  const compared = await comparison.at(clock.now());
  return { ...compared, now: clock.date(), intake, officers, day };
}

/** Statements over today's rows; for one consistent picture call it within a transaction. */
export async function todayStats(db: Executor, prepared: Prepared): Promise<TodayStats> {
  const { now, past, usual, intake, officers } = prepared;
  const from = new Date(dayStart(now.getTime()));
  // First, because a flood is judged by it.
  const load = await officers.at(db, now, prepared.day);
  const hours = await violationsByHour(db, from);
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
