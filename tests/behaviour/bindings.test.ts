/** From a device that nobody knows to one that is watched: through the inbox, a binding and the mapping. */
import { bindDevice, replaceDevice, unbindDevice } from '@mingchu/server/bindings/bindDevice';
import { insertMappingRow } from '@mingchu/server/bindings/mappingStore';
import { createClock } from '@mingchu/server/platform/clock';
import { tellBindingsChanged } from '@mingchu/server/bindings/bindingBook';
import { openHistory } from '@mingchu/server/rules/historyStore';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectDevice, publish, topic, until } from '../harness/publishers.ts';
import { type IngestWorld, openIngestWorld } from './ingestWorld.ts';

let world: IngestWorld;
beforeEach(async () => {
  world = await openIngestWorld();
});
afterEach(() => world.close());

const send = (name: string, payload: unknown) => publish(world.device, name, payload).acknowledged;
const say = (device: string, values: Record<string, unknown>, more: object = {}, mount = '') =>
  send(`${mount}probe/${device}/say`, { values, ...more });
const warm = (value: number) => ({ temp: { value, unit: '°C' } });
const at = (address: string, mount = '') => ({ family: 'probe', mount, address });

const readings = () =>
  world.db.query<{ device: string; metric: string; value: number }>(
    `select site_id || '/' || device_id as device, metric, value from reading order by time, device, metric`,
  );
const heard = () =>
  world.db.query<{
    key: string;
    said: Record<string, { value: unknown }>;
    state: string | null;
    name: string | null;
  }>(
    `select family || '/' || mount || '/' || address as key, said, state, name from heard_device order by key`,
  );

describe('who is not bound', () => {
  it('[DF2] is in the inbox with what it says, and is no observation', async () => {
    await send('probe/p1/hello', { name: '留样柜探头', maker: 'ACME', model: 'T1', reportPeriodS: 300 });
    await say('p1', { ...warm(4), odd: { value: 'x\0y' } });
    await say('p2', warm(9), {}, 'mingchu/at/s2/');
    await until(async () => (await heard()).length === 2);
    expect(await heard()).toMatchObject([
      { key: 'probe//p1', name: '留样柜探头' },
      { key: 'probe/s2/p2', said: { temp: { value: 9, unit: '°C' } } },
    ]);
    expect(await world.observations()).toEqual([]);
    expect(await world.count('dead_letter')).toBe(0);
  });

  it('[DF2] stands there too when it speaks on a canonical topic, and stays a dead letter', async () => {
    await send(topic('stranger'), { ts: Date.now(), values: { temperatureC: 3 } });
    await until(async () => (await heard()).length === 1);
    expect(await heard()).toMatchObject([
      { key: 'mingchu//s1/stranger', said: { temperatureC: { value: 3, unit: '°C' } } },
    ]);
    expect(await world.count('dead_letter')).toBe(1);
    await world.bind('s1/stranger', { family: 'mingchu', deviceId: 'stranger', reportPeriodS: 30 });
    await send(topic('stranger'), { ts: Date.now(), values: { temperatureC: 3 } });
    expect(await readings()).toEqual([{ device: 's1/stranger', metric: 'temperatureC', value: 3 }]);
  });

  it('[DF3] costs little however many names are invented: few rows, few at a time, and known devices go on', async () => {
    await world.bind('p1');
    const flood = Array.from({ length: 3_000 }, (_, n) => say(`ghost-${n}`, { [`v${n}`]: { value: n } }));
    await say('p1', warm(4));
    await Promise.all(flood);
    expect(await world.count('heard_device')).toBeLessThanOrEqual(1_100);
    expect(await readings()).toHaveLength(1);
    expect(world.logged.errors()).toEqual([]);
  });

  it('[IN7] one that sends garbage does not silence the others of its family', async () => {
    await world.bind('good');
    await Promise.all(Array.from({ length: 500 }, () => send('probe/broken/say', 'no json')));
    await say('good', warm(4));
    expect(await readings()).toHaveLength(1);
  });

  it('[DF107] a list of 2 MiB is heard, and its connection goes on; on another topic it ends that', async () => {
    const description = 'x'.repeat(7_000);
    const list = Array.from({ length: 300 }, (_, index) => ({
      ieee_address: `0x${String(index).padStart(16, '0')}`,
      type: 'EndDevice',
      friendly_name: `sensor ${index}`,
      definition: { exposes: [{ type: 'numeric', property: 'temperature', unit: '°C', description }] },
    }));
    expect(JSON.stringify(list).length).toBeGreaterThan(2 * 1024 * 1024);
    let ended = 0;
    world.device.on('close', () => (ended += 1));
    const topic = 'mingchu/at/s2/zigbee2mqtt/bridge/devices';
    await publish(world.device, topic, list, { retain: true }).acknowledged;
    await until(async () => (await heard()).length === 300);
    expect(await world.count('dead_letter')).toBe(0);
    expect(ended).toBe(0);
    const other = await connectDevice(world.broker.url);
    let otherEnded = false;
    other.on('close', () => (otherEnded = true));
    publish(other, 'mingchu/at/s2/zigbee2mqtt/sensor 1', list);
    await until(() => otherEnded);
    await other.endAsync(true);
  });

  it('[DF3] a mount of no site, and what a family cannot read, are dead letters', async () => {
    await say('p1', warm(4), {}, 'mingchu/at/nowhere/');
    await send('probe/p1/what', 'x');
    await send('probe/p1/say', 'no json');
    const letters = await world.db.query<{ reason: string }>('select reason from dead_letter order by id');
    expect(letters.map(({ reason }) => reason)).toEqual(['unknown-site', 'unknown-topic', 'not-json']);
  });
});

describe('who is bound', () => {
  it('[DF4] says readings in the metric’s unit, several devices of several sites in one packet, acknowledged once all are stored', async () => {
    await world.bind('p1');
    await world.bind('p2', { siteId: 's2' });
    await send('probe/all', {
      p1: { values: { temp: { value: 41, unit: '°F' }, hum: { value: '60' }, odd: { value: 1 } } },
      p2: { values: warm(3) },
      p3: { values: warm(7) },
    });
    expect(await readings()).toEqual([
      { device: 's1/p1', metric: 'humidityPct', value: 60 },
      { device: 's1/p1', metric: 'temperatureC', value: 5 },
      { device: 's2/p2', metric: 'temperatureC', value: 3 },
    ]);
  });

  it('[DF4] keeps the order of each device, and its messages once, by key or time', async () => {
    await world.bind('p1');
    const start = Date.now() - 5_000;
    const sent = Array.from({ length: 200 }, (_, n) => say('p1', warm(n), { time: start + n, key: `k${n}` }));
    await Promise.all([...sent, say('p1', warm(7), { time: start + 7, key: 'k7' })]);
    await say('p1', warm(8), { time: start + 8, key: 'k8' });
    await say('p1', warm(500), { time: start + 500 });
    await say('p1', warm(500), { time: start + 500 });
    const told = (await world.observations()).map((one) =>
      one.kind === 'telemetry' ? one.values['temperatureC'] : -1,
    );
    expect(told.slice(0, 200)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    expect(await world.count('reading')).toBe(201);
  });

  it('[DF5] is believed its time like any device; stored values of the device raise no alarm', async () => {
    await world.bind('p1');
    const wrong = Date.now() - 3_600_000;
    await say('p1', warm(1), { time: wrong });
    await say('p1', warm(2), { time: wrong - 60_000, historical: true });
    const told = await world.observations();
    expect(told).toMatchObject([
      { kind: 'telemetry', values: { temperatureC: 1 } },
      { kind: 'fault', fault: 'clock-skew' },
      { kind: 'telemetry', at: wrong - 60_000, retained: true, values: { temperatureC: 2 } },
    ]);
    expect(Math.abs((told[0]?.at ?? 0) - Date.now())).toBeLessThan(20_000);
  });

  it('[DF6] tells bad values as a fault of the device and stores none; presence is its state, sleep is not absence', async () => {
    await world.bind('p1');
    await say('p1', {
      temp: { value: -127, unit: '°C', bad: 'disconnected' },
      rssi: { value: 0, bad: 'none' },
    });
    await send('probe/p1/lwt', 'offline');
    await send('probe/p1/lwt', 'asleep');
    await send('probe/p1/lwt', 'online');
    expect(await world.observations()).toMatchObject([
      { kind: 'fault', fault: 'sensor-fault', amount: 1 },
      { kind: 'status', state: 'offline' },
      { kind: 'status', state: 'online' },
    ]);
    expect(await world.count('reading')).toBe(0);
  });

  it('[DF116] a report of bad values that comes again is one fault, also after a restart; what was stored is none', async () => {
    const probe = { temp: { value: 85, unit: '°C', bad: 'power-on value' } };
    const time = Date.now() - 1_000;
    for (const address of ['p1', 'p2', 'p3']) await world.bind(address);
    for (let delivery = 0; delivery < 2; delivery++) {
      await say('p1', probe, { key: 'k1' });
      await say('p2', probe, { time });
      await say('p3', probe, { time, historical: true });
      await send(topic('fridge'), { ts: time, values: { temperatureC: 98_000 } });
      await world.restart();
    }
    await say('p1', probe, { key: 'k2' });
    const told = (await world.faults()).map(({ deviceId, fault }) => `${deviceId} ${fault}`);
    expect(told.toSorted()).toEqual(['fridge', 'p1', 'p1', 'p2'].map((device) => `${device} sensor-fault`));
    const troubles = await world.db.query<{ device: string; told: string }>(
      'select device_id as device, told from device_trouble order by device_id',
    );
    expect(troubles.map((one) => `${one.device} ${one.told}`)).toEqual(['fridge 1', 'p1 2', 'p2 1']);
  });

  it('[DF125] sends garbage that is its fault, and a flood of it, as on canonical topics; nobody else’s is', async () => {
    await world.bind('p1', { siteId: 's2', deviceId: 'fridge-7' });
    await send('probe/p9/say', 'no json');
    await send('probe/p1/what', 'x');
    expect(await world.faults()).toEqual([]);
    await send('probe/p1/say', 'no json');
    await send('probe/p1/say', 'no json');
    expect(await world.faults()).toMatchObject([
      { siteId: 's2', deviceId: 'fridge-7', fault: 'garbage', amount: 1 },
    ]);
    await Promise.all(Array.from({ length: 300 }, () => send('probe/p1/say', 'no json')));
    const told = (await world.faults()).map(({ deviceId, fault }) => `${deviceId} ${fault}`);
    expect(new Set(told)).toEqual(new Set(['fridge-7 garbage', 'fridge-7 flood']));
    expect(told.length).toBeLessThan(10);
    const refused = `select told from device_trouble where device_id = 'fridge-7' and kind = 'refused'`;
    expect(await world.db.query(refused)).toMatchObject([{ told: 302 }]);
    expect(await world.count('dead_letter')).toBeLessThan(40);
  });

  it('[DF4] a finding becomes a detection of the type that the mapping names, once', async () => {
    await world.bind('cam', { deviceId: 'cam-x' });
    for (let n = 0; n < 2; n++) await send('probe/cam/seen', { id: 'e1', label: 'person', confidence: 0.8 });
    await send('probe/cam/seen', { id: 'e2', label: 'cup', confidence: 0.8 });
    const found = await world.db.query('select id, type, device_id as device from detection');
    expect(found).toEqual([{ id: 'e1', type: 'stranger', device: 'cam-x' }]);
  });

  it('[DF126] a finding that its device has judged is stored as one, so that a trial counts it as the rules did', async () => {
    await world.bind('cam', { deviceId: 'cam-x' });
    const seen = { label: 'person', confidence: 0.8 };
    await send('probe/cam/seen', { ...seen, id: 'e1' });
    await send('probe/cam/seen', { ...seen, id: 'e2', conclusive: true });
    const live = await world.observations();
    const history = openHistory(world.db, { siteId: 's1', from: Date.now() - 60_000 });
    const past = await history.receivedBefore(Date.now() + 60_000);
    for (const told of [live, past])
      expect(told.map((one) => (one.kind === 'detection' ? [one.id, one.conclusive] : []))).toEqual([
        ['e1', undefined],
        ['e2', true],
      ]);
  });

  it('[DF7] administrators’ rows come before the family’s; an expression keeps the order of its device', async () => {
    const row = (name: string, to: string | null, expression: string | null) =>
      world.db.transaction(async (tx) => {
        await insertMappingRow(
          tx,
          { family: 'probe', name, unit: null, to, expression },
          { by: 'admin', at: new Date() },
        );
        await tellBindingsChanged(tx);
      });
    await world.bind('p1');
    await row('temp', 'temperatureC', '$round((value - 2) / 2, 1)');
    await row('hum', null, null);
    await world.book.renew();
    const start = Date.now() - 5_000;
    const sent = Array.from({ length: 50 }, (_, n) =>
      say('p1', n % 2 === 0 ? { temp: { value: n } } : { gas: { value: n }, hum: { value: n } }, {
        time: start + n,
      }),
    );
    await Promise.all(sent);
    const told = (await world.observations()).map((one) => (one.kind === 'telemetry' ? one.values : {}));
    expect(told).toEqual(
      Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? { temperatureC: (n - 2) / 2 } : { gasPctLel: n })),
    );
  });

  it('[DF8] let go it is remembered and says nothing; bound again at the same address it is the same device', async () => {
    const deps = { db: world.db, clock: createClock() };
    await world.bind('p1', { deviceId: 'fridge-9' });
    await unbindDevice(deps, 'admin', { ...at('p1'), reason: 'on loan' });
    await world.book.renew();
    await say('p1', warm(1));
    expect(await world.count('reading')).toBe(0);
    const again = await bindDevice(deps, 'admin', {
      ...at('p1'),
      siteId: 's1',
      kind: 'fridge',
      name: 'p1',
      zone: '',
      reportPeriodS: 60,
    });
    expect(again.id).toBe('fridge-9');
  });

  it('[DF8] replaced, the device goes on at the new address and the old one is silent', async () => {
    const deps = { db: world.db, clock: createClock() };
    await world.bind('old', { deviceId: 'fridge-9' });
    await say('old', warm(1));
    await say('new', warm(2));
    await until(async () => (await heard()).length === 2);
    await replaceDevice(deps, 'admin', {
      ...at('new'),
      siteId: 's1',
      deviceId: 'fridge-9',
      reason: 'broken',
    });
    await world.book.renew();
    await say('old', warm(3));
    await say('new', warm(4));
    expect((await readings()).map(({ device, value }) => `${device} ${value}`)).toEqual([
      's1/fridge-9 1',
      's1/fridge-9 4',
    ]);
  });

  it('[DF9] a family answers its devices, below the mount on which they speak', async () => {
    const welcomed: string[] = [];
    world.device.on('message', (name) => welcomed.push(name));
    await world.device.subscribeAsync(['probe/+/welcome', 'mingchu/at/+/probe/+/welcome']);
    await send('probe/p1/hello', { name: 'a' });
    await send('mingchu/at/s3/probe/p2/hello', { name: 'b' });
    await until(() => welcomed.length === 2);
    expect(welcomed).toEqual(['probe/p1/welcome', 'mingchu/at/s3/probe/p2/welcome']);
  });
});
