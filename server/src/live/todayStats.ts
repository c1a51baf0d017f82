/** The numbers on the wall: today, by the calendar of the district, beside what is usual. */
import type { LoadFigures } from '@mingchu/shared/alarmLoad';
import type { TodayStats } from '@mingchu/shared/live';
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

/** The comparison and the load of the last day as of `now`; it may take a connection of its own, so call it outside of transactions. */
export async function prepareStats(sources: StatsSources, now: Date): Promise<Prepared> {
  const { comparison, intake, officers } = sources;
  return { ...(await comparison.at(now.getTime())), now, intake, officers, day: await officers.day(now) };
}

/** Statements over today's rows; for one consistent picture call it within a transaction. */
export async function todayStats(db: Executor, prepared: Prepared): Promise<TodayStats> {
  const { now, past, usual, intake, officers } = prepared;
  const from = new Date(dayStart(now.getTime()));
  const hours = await violationsByHour(db, from);
  const load = await officers.at(db, now, prepared.day);
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
