/** From an observation in the log to a violation and its order, on a real PostgreSQL and a clock that the test moves. */
import { fileURLToPath } from 'node:url';
import { encodeBatch } from '@mingchu/server/ingest/model/batchCodec';
import { changesAfter } from '@mingchu/server/platform/changelog/changeLog';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { createShardEvaluator, type ShardEvaluator } from '@mingchu/server/rules/evaluateShard';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { startEvaluation } from '@mingchu/server/rules/startEvaluation';
import {
  ackViolation,
  reviewViolation,
  shelveViolation,
  unshelveViolation,
} from '@mingchu/server/violations/actOnViolation';
import { applyFinding } from '@mingchu/server/violations/applyFinding';
import { releaseHeld } from '@mingchu/server/violations/releaseHeld';
import { openViolations } from '@mingchu/server/violations/violationRoutes';
import { listViolationRows, timelineOf, violationById } from '@mingchu/server/violations/violationStore';
import type { ViolationDeps } from '@mingchu/server/violations/writeViolations';
import { type Observation, shardOfSite } from '@mingchu/shared/observation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addInspector, type DispatchWorld, openDispatchWorld } from '../harness/dispatchWorld.ts';
import { recordingLog } from '../harness/log.ts';
import { type ManualClock, manualClock } from '../harness/manualClock.ts';
import { createDatabase } from '../harness/testDatabase.ts';
import { silentQueue } from '../harness/silentQueue.ts';

const second = 1_000;
const minute = 60 * second;
const shardCount = 4;
const shard = shardOfSite('s1', shardCount);
const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));

let db: Database;
let clock: ManualClock;
let world: DispatchWorld;
let deps: ViolationDeps;
let evaluator: ShardEvaluator;
let recorded: ReturnType<typeof recordingLog>;

beforeEach(async () => {
  db = openDatabase({ url: await createDatabase(), maxConnections: 10, onError: () => {} });
  clock = manualClock();
  recorded = recordingLog();
  const { log } = recorded;
  // Jobs only wake people here; what is true stands in the rows.
  world = await openDispatchWorld({ db, clock, log, queue: silentQueue });
  await addInspector(world, { id: 'inspector01' });
  await db.execute(
    `insert into device (site_id, id, kind, name, zone, report_period_s)
     values ('s1', 'fridge', 'fridge', '冷藏柜', 'storage', 30), ('s1', 'cam', 'camera', '摄像头', 'prep', 30),
            ('s1', 'gas', 'gas-detector', '燃气', 'cooking', 30)`,
  );
  await world.deps.registry.renew();
  deps = { db, clock, log, registry: world.deps.registry, rulebook, dispatch: world.deps };
  evaluator = createShardEvaluator({ ...deps, shardCount });
});

afterEach(async () => {
  expect(recorded.lines).toEqual([]);
  await world.close();
  await db.close();
});

/** What intake does: appends one batch to the shard's log. */
async function append(...observations: Observation[]): Promise<void> {
  await db.execute(
    `with head as (update shard set appended_seq = appended_seq + 1 where id = $1 returning appended_seq)
     insert into observation_batch (shard, batch_seq, committed_at, payload)
     select $1, appended_seq, $2, $3 from head`,
    [shard, clock.date(), encodeBatch(observations)],
  );
}

const from = (deviceId: string) => ({ siteId: 's1', deviceId, at: clock.now(), receivedAt: clock.now() });
const temperature = (temperatureC: number): Observation => ({
  ...from('fridge'),
  kind: 'telemetry',
  values: { temperatureC },
});
const gas = (gasPctLel: number): Observation => ({
  ...from('gas'),
  kind: 'telemetry',
  values: { gasPctLel },
});
const seen = (type: string, id: string): Observation => ({
  ...from('cam'),
  kind: 'detection',
  id,
  type,
  confidence: 0.9,
  zone: 'prep',
});
const tick = (): Observation => ({ kind: 'tick', at: clock.now() });

async function happens(...observations: Observation[]): Promise<void> {
  await append(...observations);
  await evaluator.run(shard);
}

async function violationOf(ruleId: string) {
  const rows = await listViolationRows(db, { limit: 100 });
  return rows.filter((row) => row.ruleId === ruleId);
}
async function theOnly(ruleId: string) {
  const rows = await violationOf(ruleId);
  expect(rows).toHaveLength(1);
  return rows[0] as (typeof rows)[number];
}
const dispatches = () =>
  db.query<{ id: string; state: string; violationId: string; openedAt: Date; dueAt: Date }>(
    `select id, state, violation_id as "violationId", opened_at as "openedAt", due_at as "dueAt" from dispatch
     order by opened_at`,
  );
async function noHat(): Promise<void> {
  for (const id of ['h1', 'h2', 'h3']) {
    await happens(seen('no-hat', `${id}-${clock.now()}`));
    await clock.advance(10 * second);
  }
}

describe('opening', () => {
  it('[VI1] one reading over 12 °C opens one violation and one order, however often it is delivered', async () => {
    const reading = temperature(13);
    await happens(reading);
    await happens(reading, reading);
    const violation = await theOnly('fridge-over-12c');
    expect(violation).toMatchObject({
      state: 'unack',
      severity: 'major',
      reason: 'limit-crossed',
      recurrences: 0,
    });
    expect(violation.openedAt.getTime()).toBe(clock.now());
    const [order, ...more] = await dispatches();
    expect(more).toEqual([]);
    expect(order).toMatchObject({ violationId: violation.id, id: violation.dispatchId, state: 'offered' });
    expect(order && order.dueAt.getTime() - order.openedAt.getTime()).toBe(10 * minute);
    const changes = await changesAfter(db, 0, 100);
    const told = changes.filter((change) => change.kind === 'violation').map((change) => change.body);
    expect(told).toMatchObject([{ id: violation.id, dispatchId: order?.id }]);
    expect(await openViolations(db)).toMatchObject([{ id: violation.id }]);
  });

  it('[VI2] a rule that is reviewed first sends nobody until an officer confirms; the 10 minutes run from the message', async () => {
    for (let i = 0; i < 3; i++) {
      await happens(seen('phone-use', `p${i}`));
      await clock.advance(10 * second);
    }
    const violation = await theOnly('phone-use');
    expect(await dispatches()).toEqual([]);
    await clock.advance(2 * minute);
    const reviewed = await reviewViolation(deps, {
      violationId: violation.id,
      actor: 'duty',
      verdict: 'confirmed',
    });
    expect(reviewed).toMatchObject({ review: 'confirmed', reason: 'review-confirmed' });
    const [order] = await dispatches();
    expect(order?.openedAt).toEqual(violation.openedAt);
    expect(reviewed.dispatchId).toBe(order?.id);
  });

  it('[VI3] a device that is silent is told, and nobody is sent', async () => {
    await happens(tick(), temperature(4));
    for (let i = 0; i < 20; i++) {
      await clock.advance(5 * second);
      await happens(tick());
    }
    expect(await violationOf('device-silent')).toMatchObject([
      { state: 'unack', reason: 'silent-for-periods' },
      { state: 'unack', reason: 'silent-for-periods' },
    ]);
    expect(await dispatches()).toEqual([]);
    await happens(temperature(4));
    const states = (await violationOf('device-silent')).map((row) => `${row.deviceId} ${row.state}`).sort();
    expect(states).toEqual(['fridge rtn-unack', 'gas unack']);
  });
});

describe('life', () => {
  it('[VI4] acknowledged, then cleared: closed; each step has an actor and a reason', async () => {
    await happens(temperature(13));
    const { id } = await theOnly('fridge-over-12c');
    await ackViolation(deps, { violationId: id, actor: 'duty', version: 1, comment: '已联系' });
    for (let i = 0; i < 12; i++) {
      await clock.advance(30 * second);
      await happens(temperature(4));
    }
    expect(await violationById(db, id)).toMatchObject({
      state: 'normal',
      acked: true,
      ackedBy: 'duty',
      version: 3,
    });
    const acts = (await timelineOf(db, id)).filter((entry) => entry.subject === 'violation');
    expect(acts.map((entry) => `${entry.actor} ${entry.act} ${entry.reason}`)).toEqual([
      'system open limit-crossed',
      'duty ack acknowledged',
      'system clear recovered-for-off-delay',
    ]);
    // Warm again within the half hour: the same episode.
    await clock.advance(30 * second);
    await happens(temperature(13));
    expect(await theOnly('fridge-over-12c')).toMatchObject({
      id,
      state: 'unack',
      recurrences: 1,
      closedAt: null,
    });
    expect(await dispatches()).toHaveLength(1);
  });

  it('[VI5] a latched violation stays until it is confirmed on site', async () => {
    await noHat();
    const { id } = await theOnly('no-hat');
    await clock.advance(3 * minute);
    await happens(tick());
    expect(await violationById(db, id)).toMatchObject({
      state: 'latched-unack',
      conditionActive: false,
      closedAt: null,
    });
    await db.transaction((tx) =>
      applyFinding(tx, deps, { violationId: id, finding: 'corrected', actor: 'inspector01' }),
    );
    expect(await violationById(db, id)).toMatchObject({
      state: 'normal',
      reason: 'found-corrected',
      review: 'confirmed',
    });
  });

  it.each(['confirmed', 'corrected', 'transferred-to-case'] as const)(
    '[VI6] %s while it lasts: the latch is off, and it closes when the condition ends',
    async (finding) => {
      await noHat();
      const { id } = await theOnly('no-hat');
      await db.transaction((tx) =>
        applyFinding(tx, deps, { violationId: id, finding, actor: 'inspector01' }),
      );
      expect(await violationById(db, id)).toMatchObject({
        state: 'acked',
        reason: `found-${finding}`,
        latched: false,
        conditionActive: true,
      });
      await clock.advance(3 * minute);
      await happens(tick());
      expect(await violationById(db, id)).toMatchObject({ state: 'normal' });
    },
  );

  it('[VI7] a false alarm closes it and calls the inspector back', async () => {
    await happens(temperature(13));
    const { id } = await theOnly('fridge-over-12c');
    await reviewViolation(deps, { violationId: id, actor: 'duty', verdict: 'false-alarm' });
    expect(await violationById(db, id)).toMatchObject({ state: 'normal', review: 'false-alarm' });
    expect(await dispatches()).toMatchObject([{ state: 'recalled' }]);
  });

  it('[VI8] a late sample that contradicts the opening withdraws the violation and its order', async () => {
    await happens(tick());
    const times: Observation[] = [];
    for (let i = 0; i <= 60; i++) {
      times.push(temperature(9));
      await clock.advance(30 * second);
    }
    const missing = times.splice(59, 1)[0] as Extract<Observation, { kind: 'telemetry' }>;
    await happens(...times);
    const { id } = await theOnly('fridge-over-8c-30min');
    await happens({ ...missing, values: { temperatureC: 4 } });
    expect(await violationById(db, id)).toMatchObject({ state: 'normal', reason: 'late-sample-contradicts' });
    expect(await dispatches()).toMatchObject([{ state: 'recalled' }]);
  });

  it('[VI9] a late act is refused', async () => {
    await happens(temperature(13));
    const { id } = await theOnly('fridge-over-12c');
    await ackViolation(deps, { violationId: id, actor: 'duty' });
    const late = { violationId: id, actor: 'chief', version: 1 };
    await expect(ackViolation(deps, late)).rejects.toMatchObject({ status: 409, code: 'violation-moved-on' });
    const again = { violationId: id, actor: 'chief' };
    await expect(ackViolation(deps, again)).rejects.toMatchObject({
      status: 409,
      code: 'act-not-allowed-in-state',
    });
    await reviewViolation(deps, { violationId: id, actor: 'duty', verdict: 'false-alarm' });
    await expect(ackViolation(deps, again)).rejects.toMatchObject({ status: 409, code: 'violation-closed' });
    await expect(ackViolation(deps, { violationId: 'none', actor: 'duty' })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('held', () => {
  it('[VI10] shelved for a time, it comes back by itself or by hand; gas cannot be shelved', async () => {
    await happens(temperature(13), gas(60));
    const { id } = await theOnly('fridge-over-12c');
    const shelve = { actor: 'duty', minutes: 30, reason: '维修中' };
    expect(await shelveViolation(deps, { violationId: id, ...shelve })).toMatchObject({ state: 'shelved' });
    await unshelveViolation(deps, { violationId: id, actor: 'duty' });
    expect(await violationById(db, id)).toMatchObject({ state: 'unack', shelvedUntil: null });
    await shelveViolation(deps, { violationId: id, ...shelve });
    await clock.advance(29 * minute);
    expect(await releaseHeld(deps)).toBe(0);
    await clock.advance(minute);
    expect(await releaseHeld(deps)).toBe(1);
    expect(await violationById(db, id)).toMatchObject({ state: 'unack', reason: 'shelf-time-over' });
    const gasId = (await theOnly('gas-high')).id;
    const gone = { ...deps, rulebook: { ...rulebook, rules: [] } };
    for (const book of [deps, gone])
      await expect(shelveViolation(book, { violationId: gasId, ...shelve })).rejects.toMatchObject({
        status: 409,
        code: 'rule-cannot-be-shelved',
      });
    await expect(shelveViolation(deps, { violationId: id, ...shelve, minutes: 121 })).rejects.toMatchObject({
      status: 422,
      code: 'shelved-too-long',
    });
    expect(await shelveViolation(deps, { violationId: id, ...shelve, minutes: 120 })).toMatchObject({
      state: 'shelved',
    });
  });

  it('[VI11] in closed hours it opens suppressed, and is announced when the kitchen opens', async () => {
    const today = new Date(clock.now() + 8 * 60 * minute).toISOString().slice(0, 10);
    await db.execute(`update site set closed_dates = $1::jsonb where id = 's1'`, [JSON.stringify([today])]);
    await world.deps.registry.renew();
    await happens({ ...from('cam'), kind: 'status', state: 'offline' });
    await clock.advance(61 * second);
    await happens(tick());
    const { id } = await theOnly('device-offline');
    expect(await violationById(db, id)).toMatchObject({
      state: 'suppressed',
      reason: 'suppressed-closed-hours',
    });
    expect(await releaseHeld(deps)).toBe(0);
    await db.execute(`update site set closed_dates = '[]' where id = 's1'`);
    await world.deps.registry.renew();
    await releaseHeld(deps);
    expect(await violationById(db, id)).toMatchObject({ state: 'unack', reason: 'kitchen-opened' });
  });

  it('[VI23] what was held comes back, however many others are still held', async () => {
    await happens(temperature(13));
    const { id } = await theOnly('fridge-over-12c');
    await shelveViolation(deps, { violationId: id, actor: 'duty', minutes: 30, reason: '维修中' });
    // The holidays of a district: more kitchens are closed than one sweep takes up.
    await db.execute(
      `insert into site (id, name, kind, address, grid_id, lat, lon, closed_dates)
       select 's2', name, kind, address, grid_id, lat, lon, $1::jsonb from site where id = 's1'`,
      [JSON.stringify([new Date(clock.now() + 8 * 60 * minute).toISOString().slice(0, 10)])],
    );
    await db.execute(
      `insert into device (site_id, id, kind, name, zone, report_period_s) values ('s2', 'fridge', 'fridge', '冷藏柜', '', 30)`,
    );
    await db.execute(
      `insert into violation (id, site_id, device_id, rule_id, rule_version, zone, severity, state, latched,
                              condition_active, opened_at, onset_at, reason)
       select ' held-' || n, 's2', 'fridge', 'device-silent', '1', n::text, 'minor', 'suppressed', false, true, $1, $1,
              'suppressed-closed-hours' from generate_series(1, 600) n`,
      [clock.date()],
    );
    await world.deps.registry.renew();
    await clock.advance(30 * minute);
    expect(await releaseHeld(deps)).toBe(1);
    expect(await violationById(db, id)).toMatchObject({ state: 'unack', reason: 'shelf-time-over' });
  });

  it('[VI12] a device taken out of service takes its violations aside, and back', async () => {
    await happens(temperature(13));
    const { id } = await theOnly('fridge-over-12c');
    const inService = async (value: boolean) => {
      await db.execute(`update device set in_service = $1 where id = 'fridge'`, [value]);
      await world.deps.registry.renew();
      await releaseHeld(deps);
      return (await violationById(db, id))?.state;
    };
    expect(await inService(false)).toBe('out-of-service');
    expect(await inService(true)).toBe('unack');
  });
});

describe('a worker that is killed', () => {
  it('[RU15] forgets nothing and tells nothing twice: the next replays from the checkpoint', async () => {
    for (let i = 0; i < 59; i++) {
      await happens(temperature(9));
      if (i === 20) await evaluator.checkpointAll();
      await clock.advance(30 * second);
    }
    // Killed: memory is gone. Batches wait meanwhile.
    await append(temperature(9));
    await clock.advance(30 * second);
    evaluator = createShardEvaluator({ ...deps, shardCount });
    await happens(temperature(9));
    expect(await theOnly('fridge-over-8c-30min')).toMatchObject({
      recurrences: 0,
      reason: 'held-for-duration',
    });
    expect(await dispatches()).toHaveLength(1);
    await evaluator.checkpointAll();
    evaluator = createShardEvaluator({ ...deps, shardCount });
    await clock.advance(30 * second);
    await happens(temperature(9));
    expect(await theOnly('fridge-over-8c-30min')).toMatchObject({ recurrences: 0, version: 1 });
  });

  it('[RU16] a transaction that fails leaves no trace, and is made up for', async () => {
    await append(temperature(13));
    await db.execute('alter table violation rename to hidden');
    await expect(evaluator.run(shard)).rejects.toThrow('violation');
    await db.execute('alter table hidden rename to violation');
    await evaluator.run(shard);
    expect(await theOnly('fridge-over-12c')).toMatchObject({ state: 'unack', recurrences: 0 });
  });

  it('[RU17] two workers at once: every batch is evaluated once', async () => {
    const other = createShardEvaluator({ ...deps, shardCount });
    for (let i = 0; i < 40; i++) {
      await append(i % 2 === 0 ? temperature(13) : temperature(4), gas(i));
      await clock.advance(10 * second);
    }
    const taken = await Promise.all([evaluator.run(shard), other.run(shard)]);
    expect((taken[0] as number) + (taken[1] as number)).toBe(40);
    expect(await theOnly('gas-low')).toMatchObject({ recurrences: 0 });
    expect(await theOnly('fridge-over-12c')).toMatchObject({ recurrences: 0 });
  });
});

describe('startEvaluation', () => {
  it('[RU22] without the queue the sweep evaluates and the ticks notice silence', async () => {
    const worker = await startEvaluation({ ...deps, queue: silentQueue, shardCount });
    try {
      await append(temperature(13));
      await clock.advance(1.5 * second);
      await worker.drain();
      expect(await theOnly('fridge-over-12c')).toMatchObject({ state: 'unack' });
      for (let i = 0; i < 30; i++) {
        await clock.advance(5 * second);
        await worker.drain();
      }
      expect((await violationOf('device-silent')).map((row) => row.deviceId).sort()).toEqual([
        'fridge',
        'gas',
      ]);
    } finally {
      await worker.stop();
    }
    const [row] = await db.query<{ behind: number; left: number }>(
      `select s.evaluated_seq - s.checkpoint_seq as behind,
              (select count(*) from observation_batch b where b.shard = s.id and b.batch_seq <= s.checkpoint_seq) as left
       from shard s where s.id = $1`,
      [shard],
    );
    expect(row).toEqual({ behind: 0, left: 0 });
  });
});
