/** What is known of one device, from what it publishes to what its page is told; with the embedded broker. */
import { bindDevice } from '@mingchu/server/bindings/bindDevice';
import { forgetOld } from '@mingchu/server/ingest/forgetOld';
import { districtDay } from '@mingchu/shared/calibration';
import type { DeviceDiagnosis } from '@mingchu/shared/deviceDiagnosis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publish, topic } from '../harness/publishers.ts';
import { testFamily } from '../harness/testFamily.ts';
import { families, type IngestWorld, openIngestWorld } from './ingestWorld.ts';
import { createAsking, demoPassword, startWebServer, type WebServer } from './webServer.ts';

let world: IngestWorld;
let server: WebServer;
const { ask } = createAsking(() => server);
beforeAll(async () => {
  world = await openIngestWorld();
  server = await startWebServer({ db: world.db, families });
});
afterAll(async () => {
  await server?.close();
  await world?.close();
});

const send = (name: string, payload: unknown) => publish(world.device, name, payload).acknowledged;
const read = async (siteId: string, deviceId: string) =>
  (await ask<DeviceDiagnosis>('duty', 'GET', `/sites/${siteId}/devices/${deviceId}`)).body;
const textOf = (base64: string | undefined) => Buffer.from(base64 ?? '', 'base64').toString();

it('[DP3] [DP8] tells the newest of each value, the rules that look at it, and its message made again', async () => {
  const ts = Date.now();
  await send(topic('fridge'), { ts: ts - 5_000, seq: 1, values: { temperatureC: 4.2, batteryPct: 61 } });
  await send(topic('fridge'), { ts, seq: 2, values: { temperatureC: 5.1 } });
  await send(topic('cam', 'detection'), { id: 'a', ts: ts - 1_000, type: 'no-hat', confidence: 0.75 });
  await send(topic('cam', 'detection'), { id: 'b', ts, type: 'no-hat', confidence: 0.5 });
  const fridge = await read('s1', 'fridge');
  expect(fridge).toMatchObject({ lastSeq: 2, skewMs: null, registeredPeriodS: 30, speaksAt: null });
  expect(fridge.values.map(({ metric, value, time }) => [metric, value, Date.parse(time)])).toEqual([
    ['temperatureC', 5.1, ts],
    ['batteryPct', 61, ts - 5_000],
  ]);
  expect(fridge.packet).toMatchObject({ topic: topic('fridge'), rebuilt: true });
  expect(JSON.parse(textOf(fridge.packet?.payloadBase64))).toEqual({
    ts: new Date(ts).toISOString(),
    values: { temperatureC: 5.1 },
  });
  const looksAt = Object.fromEntries(fridge.rules.map((rule) => [rule.id, rule.looksAt]));
  expect(looksAt).toMatchObject({ 'device-silent': null, 'battery-low': 'batteryPct' });
  expect(looksAt).not.toHaveProperty('camera-frozen');
  expect((await read('s1', 'cam')).findings).toEqual([
    { type: 'no-hat', count: 2, confidence: 0.5, lastAt: new Date(ts).toISOString() },
  ]);
});

it('[DP12] tells the period that its last reports have shown beside the registered one', async () => {
  const hourMs = 3_600_000;
  const now = Date.now();
  const say = (hours: readonly number[], metric: string) =>
    world.db.execute(
      `insert into reading (time, site_id, device_id, metric, value, received_at)
       select at, 's8', 'fridge', $2, 4, at from unnest($1::timestamptz[]) as at`,
      [hours.map((h) => new Date(now - h * hourMs).toISOString()), metric],
    );
  const shown = async () => {
    const { registeredPeriodS, shownPeriodS } = await read('s8', 'fridge');
    return { registeredPeriodS, shownPeriodS };
  };
  await say([3, 2], 'temperatureC');
  expect(await shown()).toEqual({ registeredPeriodS: 30, shownPeriodS: null });
  await say([5, 4, 1], 'temperatureC');
  await say([5, 4, 3, 2, 1], 'humidityPct');
  expect(await shown()).toEqual({ registeredPeriodS: 30, shownPeriodS: 3_600 });
  await say([1 / 90, 1 / 180, 0], 'temperatureC');
  expect((await shown()).shownPeriodS).toBeNull();
});

it('[DP4] [DP5] adds up what was wrong with its messages, and shows those that were refused', async () => {
  const at = topic('fridge', 'telemetry', 's2');
  const begin = Date.now() - 1_000;
  const sample = (seq: number) => ({ ts: begin + seq * 10, seq, values: { temperatureC: 4 } });
  for (const seq of [1, 2, 2, 2, 10, 11, 12, 13, 14, 15, 16]) await send(at, sample(seq));
  await send(at, Buffer.from([0xff, 0x00, 0x41]));
  await send(at, { ts: begin, values: { temperatureC: 'n/a' } });
  await send(at, { ts: Date.now() - 3_600_000, values: { temperatureC: 4 } });
  const { troubles, letters, skewMs } = await read('s2', 'fridge');
  const told = Object.fromEntries(troubles.map(({ kind, amount }) => [kind, Math.round(amount)]));
  expect(told).toMatchObject({ repeated: 2, 'sequence-gap': 7, refused: 2, garbage: 1 });
  expect(Math.round((told['clock-skew'] ?? 0) / 60_000)).toBe(-60);
  expect(Math.round((skewMs ?? 0) / 60_000)).toBe(-60);
  expect(troubles.filter(({ day, lastAt }) => day !== districtDay(Date.parse(lastAt)))).toEqual([]);
  expect(letters.map(({ reason, bytes }) => [reason.split(':')[0], bytes])).toEqual([
    ['schema', expect.any(Number)],
    ['not-json', 3],
  ]);
  expect(letters[1]).toMatchObject({ topic: at, payloadBase64: '/wBB' });
  // The kitchen beside it has nothing of it.
  expect(await read('s3', 'fridge')).toMatchObject({
    troubles: [],
    letters: [],
    lastSeenAt: null,
    packet: null,
  });
  await forgetOld(world.db, new Date(Date.now() + 40 * 86_400_000));
  expect((await read('s2', 'fridge')).troubles).toEqual([]);
});

it('[DP3] [DP5] [DP8] tells where a device of a family speaks, and keeps its packets but those of findings', async () => {
  const { db } = world;
  const bind = async (address: string) => {
    const place = {
      siteId: 's4',
      deviceId: address,
      kind: 'fridge',
      name: address,
      zone: 'storage',
    } as const;
    const at = { family: 'probe', mount: '', address, reportPeriodS: 60 };
    await bindDevice({ db, clock: server.clock }, 'admin', { ...at, ...place });
  };
  const packet = { values: { temp: { value: 4.5, unit: '°C' } } };
  await send('probe/measures/say', packet);
  await send('probe/sees/seen', { id: 'x', label: 'person', confidence: 0.9 });
  await Promise.all(['measures', 'sees'].map(bind));
  await send('probe/measures/say', 'no JSON');
  // Another kitchen's device of the same name.
  await send('mingchu/at/s5/probe/measures/say', 'no JSON either');
  const measures = await read('s4', 'measures');
  expect(measures.speaksAt).toMatchObject({
    family: 'probe',
    mount: '',
    address: 'measures',
    boundBy: 'admin',
    title: testFamily.title,
    said: [{ name: 'temp', value: 4.5, unit: '°C' }],
  });
  expect(measures.packet).toMatchObject({ topic: 'probe/measures/say', rebuilt: false });
  expect(JSON.parse(textOf(measures.packet?.payloadBase64))).toEqual(packet);
  expect(measures.letters.map((letter) => [letter.topic, letter.reason])).toEqual([
    ['probe/measures/say', 'not-json'],
  ]);
  const sees = await read('s4', 'sees');
  expect(sees.speaksAt?.said).toMatchObject([{ name: 'person', value: 0.9 }]);
  expect(sees).toMatchObject({ packet: null, letters: [] });
});

it('[DP1] [DP9] is for staff, and says what is not there', async () => {
  const at = { lat: 26.42, lon: 112.85, groupId: 'east', gridIds: ['g1'], onShift: true };
  const inspectors = [{ id: 'inspector01', name: '李强', phone: '+99900000001', ...at }];
  await ask('admin', 'PUT', '/registry', { inspectors, inspectorPassword: demoPassword });
  expect((await ask('inspector01', 'GET', '/sites/s1/devices/fridge')).status).toBe(403);
  expect(await ask('duty', 'GET', '/sites/s1/devices/nothing')).toMatchObject({
    status: 404,
    body: { code: 'device-not-found' },
  });
});
