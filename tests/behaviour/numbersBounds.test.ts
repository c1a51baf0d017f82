/** Where the wall's numbers begin and end, to the millisecond, on rows of a real database. */
import { createComparison } from '@mingchu/server/live/comparison';
import { followIntake } from '@mingchu/server/live/intakeTrace';
import { createOfficerLoad } from '@mingchu/server/live/officerLoad';
import { prepareStats, todayStats } from '@mingchu/server/live/todayStats';
import { readLoad } from '@mingchu/server/statistics/readLoad';
import { presenceSilenceMs } from '@mingchu/shared/presence';
import { usualDutyShifts } from '@mingchu/shared/sound';
import { beforeEach, describe, expect, it } from 'vitest';
import { clockAt } from '../harness/clockAt.ts';
import { manualClock } from '../harness/manualClock.ts';
import { testDatabase } from '../harness/testDatabase.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A Wednesday. */
const midnight = Date.parse('2026-11-18T00:00:00+08:00');
const now = midnight + 9.5 * 60 * minuteMs;

describe("bounds of the wall's numbers", () => {
  const database = testDatabase();
  let made = 0;

  beforeEach(async () => {
    await database.db.execute('truncate supervision_group, violation, dispatch, holiday cascade');
    await database.db.execute(`insert into supervision_group (id, name) values ('east', '东城组')`);
    await database.db.execute(`insert into grid (id, group_id, name) values ('g1', 'east', '一号网格')`);
    await database.db.execute(
      `insert into site (id, grid_id, name, kind, address, lat, lon)
       values ('s1', 'g1', '阳光小学', 'school', '', 26, 112)`,
    );
  });

  async function violation(at: number, ruleId = 'no-hat'): Promise<string> {
    made += 1;
    const id = `n${made}`;
    await database.db.execute(
      `insert into violation (id, site_id, device_id, rule_id, rule_version, zone, severity, state, latched,
                              condition_active, opened_at, onset_at, reason)
       values ($1, 's1', 'cam', $3, '1', $1, 'major', 'acked', true, true, $2, $2, 'seen-often-enough')`,
      [id, new Date(at), ruleId],
    );
    return id;
  }

  async function order(at: number, times: { arriveMin?: number; breached?: boolean } = {}): Promise<void> {
    const { arriveMin, breached } = times;
    await database.db.execute(
      `insert into dispatch (id, violation_id, site_id, severity, state, reason, opened_at, due_at, arrived_at,
                             breached_at)
       values ($1, $1, 's1', 'major', 'offered', 'test', $2, $3, $4, $5)`,
      [
        await violation(at),
        new Date(at),
        new Date(at + 10 * minuteMs),
        arriveMin === undefined ? null : new Date(at + arriveMin * minuteMs),
        breached ? new Date(at + 10 * minuteMs) : null,
      ],
    );
  }

  async function stats(at = now) {
    const sources = {
      comparison: createComparison(database.db),
      intake: followIntake(manualClock(), null),
      officers: createOfficerLoad({
        db: database.db,
        readLoad,
        dutyShifts: usualDutyShifts,
        silenceMs: presenceSilenceMs,
      }),
    };
    return todayStats(
      database.db,
      await prepareStats(
        sources,
        clockAt(() => at),
      ),
    );
  }

  it('[NU1] today begins at midnight in China', async () => {
    await violation(midnight - 1, 'rodent');
    const yesterday = await stats(midnight - 1);
    expect(yesterday.date).toBe('2026-11-17');
    expect(yesterday.violationsByHour.at(23)).toBe(1);
    expect(yesterday.violationsByRule).toEqual([{ ruleId: 'rodent', count: 1 }]);
    await violation(midnight);
    await violation(midnight + 60 * minuteMs - 1);
    await violation(midnight + 60 * minuteMs);
    const today = await stats();
    expect(today.date).toBe('2026-11-18');
    expect(today.violationsByHour.slice(0, 3)).toEqual([2, 1, 0]);
    expect(today.violationsByRule).toEqual([{ ruleId: 'no-hat', count: 3 }]);
  });

  it('[NU1] the past is up to 30 days, without today', async () => {
    expect((await stats()).past).toMatchObject({ days: 0, ordersDue: 0, medianArrivalMs: null });
    await order(now, { arriveMin: 5 });
    expect((await stats()).past).toMatchObject({ days: 0, ordersDue: 0 });
    await order(midnight - 1, { arriveMin: 5 });
    await order(midnight - 3 * dayMs, { breached: true });
    expect((await stats()).past).toMatchObject({ days: 3, ordersDue: 2, arrivedOnTime: 1 });
    await order(midnight - 30 * dayMs, { arriveMin: 7 });
    await order(midnight - 30 * dayMs - 1, { arriveMin: 9 });
    expect((await stats()).past).toMatchObject({ days: 30, ordersDue: 3, arrivedOnTime: 2 });
  });

  it('[NU3] a usual day needs eight days of its kind', async () => {
    const back = (days: number) => midnight - days * dayMs + 8 * 60 * minuteMs;
    // Saturday and Sunday are no working days; Tuesday and Monday before the Wednesday are.
    for (const days of [1, 2, 3, 4, 5, 6, 7, 8, 9]) await violation(back(days));
    expect((await stats()).usual).toEqual({ kind: 'working-day', days: 7, byHour: null, byRuleSoFar: null });
    for (const one of [1, 2, 3]) await violation(back(12) + one);
    const { usual } = await stats();
    expect(usual).toMatchObject({ kind: 'working-day', days: 8, byRuleSoFar: { 'no-hat': 1 } });
    expect(usual.byHour?.[8]).toEqual({ low: 1, median: 1, high: 1 });
    expect(usual.byHour?.[9]).toEqual({ low: 0, median: 0, high: 0 });
    const half = await stats(midnight + 8.5 * 60 * minuteMs);
    expect(half.usual.byRuleSoFar).toEqual({ 'no-hat': 0.5 });
    await database.db.execute(`insert into holiday (date, name) values ('2026-11-17', '假日')`);
    expect((await stats()).usual).toMatchObject({ days: 7, byHour: null });
  });
});
