/** What a certificate says of a sensor, through the real intake: corrected values for the rules, the raw beside them. */
import { replaceDevice, unbindDevice } from '@mingchu/server/bindings/bindDevice';
import { recordCalibration, withdrawCalibration } from '@mingchu/server/calibration/recordCalibration';
import { addReading, insertShiftedReadings, noReadings } from '@mingchu/server/ingest/readingStore';
import { createClock } from '@mingchu/server/platform/clock';
import type { NewCalibrationBody } from '@mingchu/shared/calibration';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { publish, topic, until } from '../harness/publishers.ts';
import { openRules } from './ingestRules.ts';
import { type IngestWorld, openIngestWorld } from './ingestWorld.ts';

const clock = createClock();
const hourMs = 3_600_000;
let world: IngestWorld;
beforeEach(async () => {
  world = await openIngestWorld();
});
afterEach(() => world.close());

const say = (values: Record<string, number>, ts = Date.now()) =>
  publish(world.device, topic('fridge'), { ts, values }).acknowledged;
const readings = () =>
  world.db.query<{ metric: string; value: number; raw: number | null }>(
    'select metric, value, raw from reading order by time, metric',
  );
const correctionsOf = (device: string, metric = 'temperatureC') =>
  world.calibrations.of(device)?.get(metric)?.length ?? 0;

/** Resolves when intake has heard of it. */
async function calibrate(part: Partial<NewCalibrationBody> = {}): Promise<number> {
  const body = {
    siteId: 's1',
    deviceId: 'fridge',
    metric: 'temperatureC',
    slope: 1,
    offset: -0.5,
    validFrom: new Date(Date.now() - hourMs).toISOString(),
    performedBy: '李工',
    certificate: 'HY-118',
    laboratory: '区计量所',
    dueOn: new Date(Date.now() + 300 * 24 * hourMs).toISOString().slice(0, 10),
    note: '',
    ...part,
  } as const;
  const device = `${body.siteId}/${body.deviceId}`;
  const before = correctionsOf(device, body.metric);
  const { id } = await recordCalibration({ db: world.db, clock }, { body, actor: 'chief' });
  await until(() => correctionsOf(device, body.metric) === before + 1);
  return id;
}

async function withdraw(id: number): Promise<void> {
  await withdrawCalibration({ db: world.db, clock }, { id, reason: 'wrong certificate', actor: 'chief' });
  await until(() => correctionsOf('s1/fridge') === 0);
}

/** To the device s1/probe-1, as intake knows it then. */
const bindProbe = (address: string) => world.bind(address, { deviceId: 'probe-1', name: '探头' });

it('[CA1] stores and hands on the corrected value, and keeps what the sensor said where the two differ', async () => {
  await calibrate();
  await say({ temperatureC: 4.8, humidityPct: 61 });
  await say({ temperatureC: -127 });
  expect(await readings()).toEqual([
    { metric: 'humidityPct', value: 61, raw: null },
    { metric: 'temperatureC', value: 4.3, raw: 4.8 },
    { metric: 'temperatureC', value: -127, raw: null },
  ]);
  const told = (await world.observations()).map((one) => one.kind === 'telemetry' && one.values);
  expect(told).toEqual([{ temperatureC: 4.3, humidityPct: 61 }, { temperatureC: -127 }]);
  const [bucket] = await world.db.query<{ max: number }>(
    `select max(max) as max from reading_5m where metric = 'temperatureC'`,
  );
  expect(bucket?.max).toBe(4.3);
});

it('[CA1] a repetition stays one reading, and one that is moved to a free time takes its raw value along', async () => {
  await calibrate();
  const ts = Date.now() - 10_000;
  await Promise.all([say({ temperatureC: 4.8 }, ts), say({ temperatureC: 4.8 }, ts)]);
  await say({ temperatureC: 4.8 }, ts);
  expect(await readings()).toEqual([{ metric: 'temperatureC', value: 4.3, raw: 4.8 }]);
  const rows = noReadings();
  const place = { siteId: 's1', deviceId: 'fridge', metric: 'temperatureC', receivedAt: ts, isKept: false };
  addReading(rows, { ...place, at: ts + 5, value: 1, raw: undefined });
  addReading(rows, { ...place, at: ts, value: 6.3, raw: 6.8 });
  await world.db.transaction((tx) => insertShiftedReadings(tx, rows));
  expect((await readings()).map(({ value, raw }) => [raw, value])).toEqual([
    [4.8, 4.3],
    [6.8, 6.3],
    [null, 1],
  ]);
});

it('[CA2] corrects what a bound device of any family says, and follows a change; a message asks the database nothing about it', async () => {
  await bindProbe('p1');
  await calibrate({ deviceId: 'probe-1' });
  const sayProbe = (value: number) =>
    publish(world.device, 'probe/p1/say', { values: { temp: { value, unit: '°C' } } }).acknowledged;
  await sayProbe(4.8);
  expect(await readings()).toEqual([{ metric: 'temperatureC', value: 4.3, raw: 4.8 }]);
  await calibrate({ deviceId: 'probe-1', offset: 0.2, validFrom: new Date().toISOString() });
  // Nobody can read the table: messages do not need it.
  await world.db.transaction(async (tx) => {
    await tx.execute('lock table calibration in access exclusive mode');
    await sayProbe(4.8);
  });
  expect((await readings()).at(-1)).toEqual({ metric: 'temperatureC', value: 5, raw: 4.8 });
});

it('[CA3] a calibration of the past leaves what is stored, and corrects what comes late of that past', async () => {
  const at = Date.now() - 20_000;
  await say({ temperatureC: 4.8 }, at);
  const id = await calibrate();
  await say({ temperatureC: 4.8 }, at + 1_000);
  await calibrate({ metric: 'humidityPct', offset: 2, validFrom: new Date(at + 5_000).toISOString() });
  // Of before it was valid.
  await say({ humidityPct: 60 }, at + 2_000);
  await say({ humidityPct: 60 }, at + 6_000);
  await withdraw(id);
  await say({ temperatureC: 4.8 }, at + 7_000);
  expect((await readings()).map(({ value, raw }) => [raw, value])).toEqual([
    [null, 4.8],
    [4.8, 4.3],
    [null, 60],
    [60, 62],
    [null, 4.8],
  ]);
});

it('[CA1] the rules judge the corrected value', async () => {
  const { evaluateAll, close } = await openRules(world);
  try {
    const violations = async () => {
      await evaluateAll();
      return world.db.query<{ rule: string }>('select rule_id as rule from violation');
    };
    const id = await calibrate();
    await say({ temperatureC: 12.3 });
    expect(await violations()).toEqual([]);
    await withdraw(id);
    await say({ temperatureC: 12.3 });
    expect(await violations()).toMatchObject([{ rule: 'fridge-over-12c' }]);
  } finally {
    await close();
  }
});

it('[CA8] another sensor in the place of a device ends its calibrations, the same one bound again does not', async () => {
  const deps = { db: world.db, clock };
  const at = (address: string) => ({ family: 'probe', mount: '', address });
  const place = { siteId: 's1', deviceId: 'probe-1' };
  await bindProbe('p1');
  await calibrate({ deviceId: 'probe-1' });
  await unbindDevice(deps, 'admin', { ...at('p1'), reason: 'moved' });
  await bindProbe('p1');
  expect(correctionsOf('s1/probe-1')).toBe(1);
  await publish(world.device, 'probe/p2/say', { values: { temp: { value: 4, unit: '°C' } } }).acknowledged;
  await until(async () => (await world.count('heard_device')) > 0);
  await replaceDevice(deps, 'admin', { ...at('p2'), ...place, reason: 'broken' });
  await until(() => correctionsOf('s1/probe-1') === 0);
  const [row] = await world.db.query('select withdrawn_by, withdraw_reason from calibration');
  expect(row).toEqual({ withdrawn_by: 'admin', withdraw_reason: 'sensor-replaced' });
  await calibrate({ deviceId: 'probe-1' });
  await unbindDevice(deps, 'admin', { ...at('p2'), reason: 'broken too' });
  await bindProbe('p3');
  await until(() => correctionsOf('s1/probe-1') === 0);
});
