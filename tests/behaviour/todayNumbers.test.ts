/** The wall's numbers on rows of a real database: today by the district's calendar, beside what is usual. */
import { createComparison } from '@mingchu/server/live/comparison';
import { followIntake } from '@mingchu/server/live/intakeTrace';
import { createOfficerLoad } from '@mingchu/server/live/officerLoad';
import { prepareStats, todayStats } from '@mingchu/server/live/todayStats';
import { readLoad } from '@mingchu/server/statistics/readLoad';
import { presenceSilenceMs } from '@mingchu/shared/presence';
import { usualDutyShifts } from '@mingchu/shared/sound';
import type { TodayStats } from '@mingchu/shared/live';
import { beforeAll, describe, expect, it } from 'vitest';
import { clockAt } from '../harness/clockAt.ts';
import { manualClock } from '../harness/manualClock.ts';
import { testDatabase } from '../harness/testDatabase.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A Tuesday, local time. */
const midnight = Date.parse('2026-11-24T00:00:00+08:00');
const now = Date.parse('2026-11-24T12:30:00+08:00');

describe('numbers of the wall', () => {
  const database = testDatabase();
  let made = 0;

  beforeAll(async () => {
    const { db } = database;
    await db.execute(`insert into supervision_group (id, name) values ('east', '东城组')`);
    await db.execute(`insert into grid (id, group_id, name) values ('g1', 'east', '一号网格')`);
    await db.execute(
      `insert into site (id, grid_id, name, kind, address, lat, lon)
       values ('s1', 'g1', '阳光小学', 'school', '', 26, 112)`,
    );
  });

  /** A violation with its order; times in minutes after it was told. */
  async function happened(
    at: number,
    order: { arriveMin?: number; breached?: boolean } = {},
    rule = 'no-hat',
  ) {
    made += 1;
    const id = `n${made}`;
    await database.db.execute(
      `insert into violation (id, site_id, device_id, rule_id, rule_version, zone, severity, state, latched,
                              condition_active, opened_at, onset_at, reason)
       values ($1, 's1', 'cam', $2, '1', $1, 'major', 'acked', true, true, $3, $3, 'seen-often-enough')`,
      [id, rule, new Date(at)],
    );
    const arrivedAt = order.arriveMin === undefined ? null : new Date(at + order.arriveMin * minuteMs);
    const breachedAt = order.breached ? new Date(at + 10 * minuteMs) : null;
    await database.db.execute(
      `insert into dispatch (id, violation_id, site_id, severity, state, reason, opened_at, due_at, arrived_at,
                             breached_at)
       values ($1, $1, 's1', 'major', 'offered', 'test', $2, $3, $4, $5)`,
      [id, new Date(at), new Date(at + 10 * minuteMs), arrivedAt, breachedAt],
    );
  }

  /** As a process that has just started would say it. */
  async function numbers(at = now): Promise<TodayStats> {
    const { db } = database;
    const sources = {
      comparison: createComparison(db),
      intake: followIntake(manualClock(), null),
      officers: createOfficerLoad({
        db,
        readLoad,
        dutyShifts: usualDutyShifts,
        silenceMs: presenceSilenceMs,
      }),
    };
    return todayStats(
      db,
      await prepareStats(
        sources,
        clockAt(() => at),
      ),
    );
  }

  it('[NU1] have nothing to say on a first day, and say so', async () => {
    const first = await numbers();
    expect(first).toMatchObject({ ordersDue: 0, medianArrivalMs: null, readingsPerS: null });
    expect(first.past).toMatchObject({ days: 0, ordersDue: 0 });
    expect(first.usual).toMatchObject({ kind: 'working-day', days: 0, byHour: null, byRuleSoFar: null });
  });

  it('[NU1] count what was opened since local midnight and has an outcome', async () => {
    await happened(midnight - 1_000, { arriveMin: 4 });
    await happened(midnight, { arriveMin: 6 });
    await happened(midnight + 90 * minuteMs, { arriveMin: 12, breached: true });
    await happened(midnight + 100 * minuteMs, { breached: true });
    await happened(now - minuteMs);
    const today = await numbers();
    expect(today).toMatchObject({
      date: '2026-11-24',
      ordersDue: 3,
      arrivedOnTime: 1,
      breached: 2,
      missed: 1,
    });
    expect(today.violationsByHour.slice(0, 2)).toEqual([1, 2]);
    expect(today.violationsByHour[12]).toBe(1);
    expect(today.violationsByRule).toEqual([{ ruleId: 'no-hat', count: 4 }]);
    expect(today.past).toMatchObject({ days: 1, ordersDue: 1, arrivedOnTime: 1 });
  });

  it('[NU2] count arrivals by the minute, the last count being all that took longer', async () => {
    const { arrivalsByMinute, medianArrivalMs } = await numbers();
    expect(arrivalsByMinute).toHaveLength(16);
    expect(arrivalsByMinute[6]).toBe(1);
    expect(arrivalsByMinute[12]).toBe(1);
    expect(medianArrivalMs).toBe(9 * minuteMs);
    await happened(midnight + 120 * minuteMs, { arriveMin: 47, breached: true });
    expect((await numbers()).arrivalsByMinute[15]).toBe(1);
  });

  it('[NU3] compare with a usual day of the same kind, once there are enough', async () => {
    // Weekdays of the three weeks before: at 11 h as many as the day is far back, modulo 5; one at 9 h.
    for (let back = 1; back <= 21; back++) {
      const day = midnight - back * dayMs;
      if ([0, 6].includes(new Date(day + 8 * 3_600_000).getUTCDay())) continue;
      await happened(day + 9 * 60 * minuteMs, { arriveMin: 5 });
      for (let n = 0; n < back % 5; n++) await happened(day + (11 * 60 + n) * minuteMs, {}, 'no-mask');
    }
    const { usual, past } = await numbers();
    expect(usual.kind).toBe('working-day');
    expect(usual.days).toBe(15);
    expect(usual.byHour?.[9]).toEqual({ low: 1, median: 1, high: 1 });
    expect(usual.byHour?.[11]?.median).toBe(2);
    expect(usual.byRuleSoFar?.['no-hat']).toBe(1);
    expect(past.days).toBe(21);
    const sunday = await numbers(now + 5 * dayMs);
    expect(sunday.usual).toMatchObject({ kind: 'day-off', days: 0, byHour: null });
  });

  it('[NU3] follow the calendar: a holiday is no working day, an adjusted Sunday is one', async () => {
    await database.db.execute(
      `insert into holiday (date, name, as_weekday) values ('2026-11-24', '节日', null), ('2026-11-29', '调班', 5)`,
    );
    expect((await numbers()).usual.kind).toBe('day-off');
    expect((await numbers(now + 5 * dayMs)).usual).toMatchObject({ kind: 'working-day' });
  });

  it('[NU4][ST14] judge the load of the last ten minutes as one officer’s while nobody is there', async () => {
    for (let n = 0; n < 12; n++) await happened(now - 2 * minuteMs, {}, `rule-${n}`);
    const { alarmsLast10Min, load } = await numbers();
    expect(alarmsLast10Min).toBe(13);
    expect(load.announcedBy10Min.at(-1)).toBe(13);
    expect(load).toMatchObject({
      present: 0,
      officers: [],
      judgement: 'flood',
      inFlood: true,
      last10Min: 13,
    });
  });

  it('[QU9] count what opened in closed hours when its kitchen opens', async () => {
    const { db } = database;
    const morning = now + dayMs;
    const before = await numbers(morning);
    for (let n = 0; n < 11; n += 1) await happened(morning - 6 * 60 * minuteMs, {}, 'device-silent');
    await db.execute(
      `insert into audit (at, subject, subject_id, violation_id, actor, act, reason)
       select $1, 'violation', id, id, 'system', 'unsuppress', 'kitchen-opened'
       from violation where rule_id = 'device-silent'`,
      [new Date(morning - minuteMs)],
    );
    const { load, alarmsLast10Min } = await numbers(morning);
    expect([before.alarmsLast10Min, alarmsLast10Min]).toEqual([0, 11]);
    expect(load).toMatchObject({ last10Min: 11, inFlood: true });
    // Each once: not when it opened, too.
    expect(load.day.announced - before.load.day.announced).toBe(11);
  });
});
