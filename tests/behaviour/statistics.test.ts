/** The chief's figures over HTTP, on rows of a real database. */
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { statisticsRoutes } from '@mingchu/server/statistics/statisticsRoutes';
import { rulesInForce } from '@mingchu/shared/rulebook';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordingLog } from '../harness/log.ts';
import { manualClock } from '../harness/manualClock.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { openRoomApi, type RoomApi } from './roomApi.ts';

const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));
const minute = 60_000;

describe('statistics', () => {
  const database = testDatabase();
  const clock = manualClock();
  const { log, errors } = recordingLog();
  const start = clock.now();
  let room: RoomApi;

  beforeAll(async () => {
    const { db } = database;
    await db.execute(
      `insert into supervision_group (id, name) values ('east', '东城组'), ('west', '西城组')`,
    );
    await db.execute(
      `insert into grid (id, group_id, name) values ('g1', 'east', '一号网格'), ('g2', 'west', '二号网格')`,
    );
    await db.execute(
      `insert into site (id, grid_id, name, kind, address, lat, lon)
       values ('s1', 'g1', '阳光小学', 'school', '', 26, 112), ('s2', 'g2', '=老王饭店', 'restaurant', '', 26, 112)`,
    );
    room = await openRoomApi(
      { db, clock, log },
      { routes: (api) => statisticsRoutes(api, { db, clock, rulebook }) },
    );
    // Three in the east: in time, late, never; in the west one recalled and one whose time is not up.
    await addOrder({ site: 's1', atMin: 0, acceptMin: 1, arriveMin: 6, submitMin: 20, closeMin: 21 });
    await addOrder({
      site: 's1',
      atMin: 1,
      acceptMin: 3,
      arriveMin: 13,
      breached: true,
      finding: 'false-alarm',
    });
    await addOrder({ site: 's1', atMin: 2, breached: true });
    await addOrder({ site: 's2', atMin: 3, state: 'recalled', review: 'false-alarm' });
    await addOrder({ site: 's2', atMin: 58, review: 'confirmed' });
    await clock.advance(60 * minute);
  });
  afterAll(async () => {
    await room.close();
    expect(errors()).toEqual([]);
  });

  let made = 0;
  async function addOrder(order: {
    site: string;
    atMin: number;
    acceptMin?: number;
    arriveMin?: number;
    submitMin?: number;
    closeMin?: number;
    breached?: boolean;
    state?: string;
    finding?: string;
    review?: string;
  }) {
    made += 1;
    const id = `n${made}`;
    const at = (min: number | undefined) =>
      min === undefined ? null : new Date(start + (order.atMin + min) * minute);
    await database.db.execute(
      `insert into violation (id, site_id, device_id, rule_id, rule_version, zone, severity, state, latched,
                              condition_active, opened_at, onset_at, closed_at, reason, review)
       values ($1, $2, 'cam', 'no-hat', '1', $1, 'major', 'acked', true, true, $3, $3, $4, 'seen-often-enough', $5)`,
      [id, order.site, at(0), at(order.closeMin), order.review ?? null],
    );
    await database.db.execute(
      `insert into dispatch (id, violation_id, site_id, severity, state, reason, opened_at, due_at, accepted_at,
                             arrived_at, submitted_at, breached_at, finding)
       values ($1, $1, $2, 'major', $3, 'test', $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        order.site,
        order.state ?? 'offered',
        at(0),
        at(10),
        at(order.acceptMin),
        at(order.arriveMin),
        at(order.submitMin),
        order.breached ? at(10) : null,
        order.finding ?? null,
      ],
    );
  }

  async function ask(username: string, url: string) {
    const headers = { cookie: await room.cookieOf(username) };
    return room.app.inject({ method: 'GET', url: `/api/v1/statistics${url}`, headers });
  }

  it('[ST37] counts those of one kitchen, as the page of the kitchen asks', async () => {
    const { items } = (await ask('duty', '/arrivals?by=all&siteId=s1')).json();
    expect(items).toMatchObject([{ key: 'all', orders: 3, onTime: 1, late: 1, missed: 1 }]);
    const other = (await ask('duty', '/arrivals?by=all&siteId=s2')).json();
    expect(other.items).toMatchObject([{ orders: 2, onTime: 0, late: 0, missed: 0, onTimeRate: null }]);
    expect((await ask('duty', '/arrivals?by=all&siteId=s3')).json()).toEqual({ items: [] });
  });

  it('[ST1] counts in time, late, missed and recalled orders by group', async () => {
    const { items } = (await ask('chief', '/arrivals?by=group')).json();
    expect(items).toEqual([
      {
        key: 'east',
        orders: 3,
        recalled: 0,
        onTime: 1,
        late: 1,
        missed: 1,
        onTimeRate: 1 / 3,
        medianAcceptMs: 2 * minute,
        medianArriveMs: 9.5 * minute,
        p90ArriveMs: 12.3 * minute,
        medianSubmitMs: 20 * minute,
        medianCloseMs: 21 * minute,
      },
      expect.objectContaining({
        key: 'west',
        orders: 2,
        recalled: 1,
        onTime: 0,
        missed: 0,
        onTimeRate: null,
      }),
    ]);
  });

  it('[ST1] every breakdown adds up to the same orders', async () => {
    for (const by of ['all', 'grid', 'inspector', 'rule', 'severity', 'hour', 'day']) {
      const { items } = (await ask('duty', `/arrivals?by=${by}`)).json() as { items: { orders: number }[] };
      expect(
        items.reduce((sum, item) => sum + item.orders, 0),
        by,
      ).toBe(5);
    }
  });

  it('[ST2] an alarm is false when an officer or an inspector says so', async () => {
    const { items } = (await ask('chief', '/false-alarms?by=rule')).json();
    expect(items).toEqual([
      { key: 'no-hat', violations: 5, judged: 3, falseAlarms: 2, falseAlarmRate: 2 / 3 },
    ]);
    const byDevice = (await ask('chief', '/false-alarms?by=device')).json();
    expect(byDevice.items.map((item: { key: string }) => item.key).sort()).toEqual(['s1/cam', 's2/cam']);
  });

  it('[ST3] a span is limited, and an inspector may not ask', async () => {
    const tooLong = await ask('chief', '/arrivals?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z');
    expect([tooLong.statusCode, tooLong.json().code]).toEqual([400, 'time-span-too-long']);
    const turned = await ask('chief', '/load?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z');
    expect([turned.statusCode, turned.json().code]).toEqual([400, 'empty-time-span']);
    const nobody = await room.app.inject({ method: 'GET', url: '/api/v1/statistics/arrivals' });
    expect(nobody.statusCode).toBe(401);
  });

  it('[ST4] judges the load of a span up to now', async () => {
    const span = `from=${new Date(start).toISOString()}&to=${new Date(start + 60 * minute).toISOString()}`;
    const load = (await ask('duty', `/load?${span}`)).json();
    expect(load).toMatchObject({ present: 0, meanPresent: null, announced: 5, peak10Min: 4, last10Min: 1 });
    expect(load).toMatchObject({ standing: 4, stale: 0, shelved: 0, judgement: 'acceptable' });
    const tomorrow = new Date(start + 24 * 60 * minute).toISOString();
    const today = (await ask('duty', `/load?from=${new Date(start).toISOString()}&to=${tomorrow}`)).json();
    expect(today).toMatchObject({ announced: 5, last10Min: 1 });
    expect(today.perOfficerAnd10Min).toBeCloseTo(load.perOfficerAnd10Min, 3);
  });

  it('[ST6] the noisiest sources come first, with what a delay or a deadband would spare', async () => {
    const rule = rulesInForce(rulebook, clock.now()).find(
      (one) => one.kind === 'threshold' && one.severity !== 'critical' && one.params.forS < 300,
    );
    if (rule?.kind !== 'threshold') throw new Error('the rulebook has no such rule');
    const lasting = rule.params.forS + 20;
    await database.db.execute(
      `insert into violation (id, site_id, device_id, rule_id, rule_version, severity, state, latched,
                              condition_active, opened_at, onset_at, cleared_at, closed_at, reason)
       select 'q' || n, 's2', 'fridge', $1, '1', 'major', 'normal', false, false, at, at,
              at + make_interval(secs => $3), at + make_interval(secs => $3), 'held-for-duration'
       from (select n, $2::timestamptz + make_interval(mins => 8 * (n - 1)) as at from generate_series(1, 6) n) e`,
      [rule.id, new Date(start), lasting],
    );
    // Between them it came back by little more than the deadband, once by much.
    const { metric, limit, hysteresis, direction } = rule.params;
    const sign = direction === 'above' ? -1 : 1;
    for (const [index, depth] of [1, 1.1, 1.2, 1.3, 9].entries()) {
      await database.db.execute(
        `insert into reading (time, site_id, device_id, metric, value, received_at)
         values ($1, 's2', 'fridge', $2, $3, $1)`,
        [new Date(start + (8 * index + 7) * minute), metric, limit + sign * (hysteresis + depth)],
      );
    }
    const { items } = (await ask('chief', '/noise')).json();
    expect(items[0]).toMatchObject({ ruleId: rule.id, siteId: 's2', deviceId: 'fridge', episodes: 6 });
    const [delay, deadband] = items[0].proposals;
    expect(delay).toMatchObject({ param: 'forS', now: rule.params.forS, avoided: 6 });
    expect(delay.proposed).toBeGreaterThan(lasting);
    expect(deadband).toMatchObject({ param: 'hysteresis', now: hysteresis, avoided: 4 });
    expect(deadband.proposed).toBeGreaterThan(hysteresis + 1.3);
    await database.db.execute(
      `insert into site_rule_override (site_id, rule_id, enabled, params, reason, set_by, set_at)
       values ('s2', $1, true, $2, 'test', 'chief', $3)`,
      [rule.id, JSON.stringify({ hysteresis: deadband.proposed }), clock.date()],
    );
    const [applied] = (await ask('chief', '/noise')).json().items;
    expect(applied.proposals).toMatchObject([{ param: 'forS' }]);
  });

  it('[ST7] a table as CSV has worded columns, also of an empty span, and says what its keys are called', async () => {
    const reason = encodeURIComponent('周报');
    const exported = await ask('chief', `/arrivals?by=group&format=csv&reason=${reason}`);
    expect(exported.headers['content-type']).toContain('text/csv');
    expect(exported.body).toMatch(
      /^\u{feff}编号,监管组,派单（件）,其中撤回（件）,.*,接单用时中位数（分钟）,.*\r\n/u,
    );
    expect(exported.body).toContain('\r\neast,东城组,3,0,1,1,1,33.3,2,9.5,12.3,20,21\r\n');
    const byDevice = await ask('chief', `/false-alarms?by=device&format=csv&reason=${reason}`);
    expect(byDevice.body).toMatch(/\r\ns1\/cam,s1\/cam,\d/);
    const byRule = await ask('chief', `/false-alarms?by=rule&format=csv&reason=${reason}`);
    expect(byRule.body).toContain('\r\nno-hat,未戴工作帽,');
    const english = await ask('chief', `/false-alarms?by=rule&format=csv&reason=x&language=en`);
    expect(english.body).toMatch(
      /^\u{feff}Code,Rule,Violations,Judged,False alarms,False alarm rate \(%\)\r\n/u,
    );
    expect(english.body).not.toMatch(/[\u4e00-\u9fff]/);
    const empty = 'from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z';
    const nothing = await ask('chief', `/arrivals?by=group&format=csv&reason=x&${empty}`);
    expect(nothing.body).toBe(`${exported.body.split('\r\n')[0]}\r\n`);
  });
});
