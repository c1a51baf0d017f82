/** A gateway goes with all its devices, and a camera freezes: from the broker to the violation, on a real PostgreSQL. */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bindDevice } from '@mingchu/server/bindings/bindDevice';
import { encodeBatch } from '@mingchu/server/ingest/model/batchCodec';
import { createUpstream } from '@mingchu/server/pictures/upstream';
import { createClock } from '@mingchu/server/platform/clock';
import { secretBox } from '@mingchu/server/platform/secretBox';
import { sealSource, setPictureSources } from '@mingchu/server/registry/pictureSource';
import { upsertDevices } from '@mingchu/server/registry/registryStore';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { shardOfSite } from '@mingchu/shared/observation';
import type { DeviceKind } from '@mingchu/shared/vocabulary';
import { afterEach, expect, it } from 'vitest';
import { startCameraServer } from '../harness/cameraServer.ts';
import { publish, until } from '../harness/publishers.ts';
import { openRules } from './ingestRules.ts';
import { type IngestWorld, openIngestWorld, shardCount } from './ingestWorld.ts';

const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const fridges = Array.from({ length: 6 }, (_, n) => `0x00158d00000000a${n}`);
/** Two kitchens, judged in different shards. */
const near = 's1';
const far = ['s2', 's3', 's4', 's5'].find(
  (id) => shardOfSite(id, shardCount) !== shardOfSite(near, shardCount),
) as string;
const siteOf = (index: number) => (index < 4 ? near : far);

async function bind(world: IngestWorld, address: string, to: { siteId: string; kind: DeviceKind }) {
  const at = { family: 'zigbee2mqtt', mount: '', address, ...to };
  const said = { deviceId: address.slice(-6), name: address, zone: 'storage', reportPeriodS: 3_600 };
  await bindDevice({ db: world.db, clock: createClock() }, 'admin', { ...at, ...said });
}

/** The rules, and time that passes without a message. */
async function openJudge(world: IngestWorld) {
  const { db } = world;
  const { dispatch, newEvaluator, close } = await openRules(world);
  closing.push(close);
  const evaluator = newEvaluator();
  return async (fromMs: number, toMs: number) => {
    await dispatch.deps.registry.renew();
    for (let shard = 0; shard < shardCount; shard++) {
      const ticks = [];
      for (let at = fromMs; at <= toMs; at += 30_000) ticks.push({ kind: 'tick' as const, at });
      await db.execute(
        `with head as (update shard set appended_seq = appended_seq + 1 where id = $1 returning appended_seq)
         insert into observation_batch (shard, batch_seq, committed_at, payload)
         select $1, appended_seq, $2, $3 from head`,
        [shard, new Date(), encodeBatch(ticks)],
      );
      await evaluator.run(shard);
    }
  };
}

it('[DH7] a bridge that is down is one violation, at whichever kitchens its devices are, and sends nobody', async () => {
  const world = await openIngestWorld();
  closing.push(world.close);
  const { db, device } = world;
  const send = (topic: string, payload: unknown) =>
    publish(device, `zigbee2mqtt/${topic}`, typeof payload === 'string' ? payload : JSON.stringify(payload))
      .acknowledged;
  const members = fridges.map((ieee_address) => ({ ieee_address, friendly_name: ieee_address }));
  await send('bridge/state', { state: 'online' });
  await send('bridge/devices', members);
  await bind(world, 'bridge', { siteId: near, kind: 'gateway' });
  for (const [index, address] of fridges.entries())
    await bind(world, address, { siteId: siteOf(index), kind: 'fridge' });
  await Promise.all([world.registry.renew(), world.book.renew()]);
  expect(
    [...world.registry.devices.values()].filter(({ gateway }) => gateway === `${near}/bridge`),
  ).toHaveLength(fridges.length);
  const begin = Date.now();
  const pass = await openJudge(world);
  await pass(begin, begin);
  await Promise.all(fridges.map((address) => send(address, { temperature: 4.1 })));
  await send('bridge/state', { state: 'offline' });
  const hours = (n: number) => begin + n * 3_600_000;
  await pass(begin + 1_000, hours(8));
  const told = () =>
    db.query<{ device: string; rule: string }>(
      `select device_id as device, rule_id as rule, state, evidence->'behind' as behind from violation
       where rule_id in ('gateway-down', 'device-offline', 'device-silent') order by device_id`,
    );
  // The canonical fridges of the world have never said a word, and stand behind no gateway.
  const others = { device: 'fridge', rule: 'device-silent' };
  const ofBridge = async () => (await told()).filter((row) => row.device !== others.device);
  expect(await ofBridge()).toEqual([
    { device: 'bridge', rule: 'gateway-down', state: 'unack', behind: fridges.length },
  ]);
  expect(await told()).toContainEqual(expect.objectContaining(others));
  expect(await world.count('dispatch')).toBe(0);
});

it('[DH11] [DH5] a gateway and a longer period that a bound device declares later count at once', async () => {
  const world = await openIngestWorld();
  closing.push(world.close);
  const { db, device } = world;
  const hello = (name: string, said: object) =>
    publish(device, `probe/${name}/hello`, JSON.stringify(said)).acknowledged;
  const known = () => world.registry.devices.get('s1/sleeper');
  for (const [address, kind] of [
    ['hub', 'gateway'],
    ['sleeper', 'fridge'],
  ] as const) {
    await hello(address, { name: address });
    const to = { family: 'probe', mount: '', address, siteId: 's1', deviceId: address };
    const said = { kind, name: address, zone: 'storage', reportPeriodS: 60 };
    await bindDevice({ db, clock: createClock() }, 'admin', { ...to, ...said });
  }
  await Promise.all([world.registry.renew(), world.book.renew()]);
  expect(known()).toMatchObject({ reportPeriodS: 60 });
  expect(known()?.gateway).toBeUndefined();
  await hello('sleeper', { gateway: 'hub', reportPeriodS: 7_200 });
  await until(() => known()?.gateway !== undefined);
  expect(known()).toMatchObject({ reportPeriodS: 7_200, gateway: 's1/hub' });
  // What the registry itself says comes first; without a word of it that stays.
  const said = { siteId: 's1', kind: 'fridge', name: 'sleeper', zone: 'storage', inService: true } as const;
  const row = { ...said, id: 'sleeper', reportPeriodS: 60 };
  await db.transaction((tx) => upsertDevices(tx, [{ ...row, gatewayId: 'cam' }]));
  await db.transaction((tx) => upsertDevices(tx, [row]));
  await world.registry.renew();
  expect(known()?.gateway).toBe('s1/cam');
  await db.transaction((tx) => upsertDevices(tx, [{ ...row, gatewayId: null }]));
  await world.registry.renew();
  expect(known()?.gateway).toBe('s1/hub');
});

/** Real time that the test puts forward; what repeats on it falls due with each step. */
function steppingClock() {
  const clock = createClock();
  const repeating = new Set<() => void>();
  let aheadMs = 0;
  const now = () => clock.now() + aheadMs;
  return {
    ...clock,
    now,
    date: () => new Date(now()),
    setRepeating: (_everyMs: number, run: () => void) => {
      repeating.add(run);
      return () => {
        repeating.delete(run);
      };
    },
    step: (ms: number) => {
      aheadMs += ms;
      for (const run of repeating) run();
    },
  };
}

const jpeg = (body: string) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(body)]);

it('[DH4] a camera that sends the same picture for a minute is told of, one whose picture changes is not', async () => {
  const clock = steppingClock();
  const world = await openIngestWorld({ clock });
  closing.push(world.close);
  let n = 0;
  await until(async () => {
    n += 1;
    await publish(world.device, 'mingchu/v1/s1/cam/frame', jpeg('the same')).acknowledged;
    await publish(world.device, 'mingchu/v1/s2/cam/frame', jpeg(`another ${n}`)).acknowledged;
    clock.step(5_000);
    return (await world.faults()).length >= 2;
  });
  const faults = await world.faults();
  expect(new Set(faults.map(({ siteId, deviceId }) => `${siteId}/${deviceId}`))).toEqual(new Set(['s1/cam']));
  for (const { fault, amount } of faults) {
    expect(fault).toBe('picture-frozen');
    expect(amount).toBeGreaterThanOrEqual(60_000);
  }
  expect(rulebook.rules.find(({ id }) => id === 'camera-frozen')).toMatchObject({
    kind: 'fault',
    params: { fault: 'picture-frozen' },
    autoDispatch: 'none',
  });
});

it('[PI6] where the clock runs fast, the minute of a frozen camera is a real one', async () => {
  const speed = 300;
  const clock = createClock({ speed });
  const world = await openIngestWorld({ clock });
  closing.push(world.close);
  const startAt = clock.now();
  const pictureOf = () => world.broker.frames.latest('s1', 'cam');
  while (clock.now() - startAt < 1_000 * speed) {
    await publish(world.device, 'mingchu/v1/s1/cam/frame', jpeg('the same')).acknowledged;
    await delay(200);
  }
  // Pictures a minute of the district apart are a fifth of a second apart: they join.
  const { at = 0, sameSince = 0 } = pictureOf() ?? {};
  expect(at - sameSince).toBeGreaterThan(500 * speed);
  await world.settled();
  expect(await world.faults()).toEqual([]);
});

it('[DH22] a camera that must be asked for its pictures is looked at though nobody watches, also through its Frigate', async () => {
  const clock = steppingClock();
  const box = secretBox('a key of this test, long enough to be one');
  const server = await startCameraServer();
  closing.push(server.close);
  let n = 0;
  server.answers(({ path }, response) => {
    n += 1;
    if (path.includes('broken')) return response.writeHead(500).end();
    response.writeHead(200).end(jpeg(path.includes('live') ? `another ${n}` : 'the same'));
  });
  const world = await openIngestWorld({ clock, http: { box, ask: createUpstream().ask } });
  closing.push(world.close);
  const { db } = world;
  for (const [address, kind] of [
    ['prep', 'camera'],
    ['live', 'camera'],
    ['@instance', 'gateway'],
  ] as const) {
    const at = { family: 'frigate', mount: 's3', address, siteId: 's3', deviceId: address.replace('@', '') };
    await bindDevice({ db, clock }, 'admin', { ...at, kind, name: address, zone: 'prep', reportPeriodS: 60 });
  }
  const camera = { kind: 'camera', name: 'cam', zone: 'prep', reportPeriodS: 60, inService: true } as const;
  const sources = (
    [
      ['s1', 'cam', 'own/snapshot.jpg', 'snapshot'],
      ['s2', 'cam', 'own/live.jpg', 'snapshot'],
      ['s4', 'cam', 'own/broken.jpg', 'snapshot'],
      ['s5', 'cam', 'own/stream.m3u8', 'hls'],
      ['s3', 'instance', 'frigate/', 'snapshot'],
    ] as const
  ).flatMap(([siteId, id, path, kind]) =>
    sealSource(box, { ...camera, siteId, id, pictures: { kind, url: `${server.url}/${path}` } }),
  );
  await db.transaction((tx) => setPictureSources(tx, sources));
  await Promise.all([world.registry.renew(), world.book.renew()]);
  await until(async () => {
    clock.step(60_000);
    await delay(50);
    return (await world.faults()).length >= 6;
  });
  const faults = await world.faults();
  const told = new Set(faults.map(({ siteId, deviceId, fault }) => `${siteId}/${deviceId} ${fault}`));
  expect(told).toEqual(new Set(['s1/cam picture-frozen', 's3/prep picture-frozen']));
  for (const { amount } of faults) expect(amount).toBeGreaterThanOrEqual(60_000);
  const paths = new Set(server.asked.map(({ path }) => path));
  expect(paths).toContain('/frigate/api/prep/latest.jpg');
  expect(paths).not.toContain('/own/stream.m3u8');
  const asked = (part: string) => server.asked.filter(({ path }) => path.includes(part)).length;
  expect(asked('broken')).toBeLessThan(asked('own/snapshot'));
});
