/** What intake makes of messages, from a device's publish to the committed rows; with the embedded broker. */
import { forgetOld } from '@mingchu/server/ingest/forgetOld';
import { upsertDeviceState } from '@mingchu/server/ingest/ingestStore';
import { maxTelemetryBatch } from '@mingchu/shared/mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publish, topic } from '../harness/publishers.ts';
import { type IngestWorld, openIngestWorld, siteIds } from './ingestWorld.ts';

let world: IngestWorld;
beforeEach(async () => {
  world = await openIngestWorld();
});
afterEach(() => world.close());

const send = (name: string, payload: unknown) => publish(world.device, name, payload).acknowledged;
const fridge = topic('fridge');
const cam = topic('cam', 'detection');
const sample = (seq: number, ts: number, temperatureC = 4) => ({ ts, seq, values: { temperatureC } });
const detection = (id: string, ts: number) => ({ id, ts, type: 'no-hat', confidence: 0.9 });

const readings = () =>
  world.db.query<{ at: number; value: number; receivedAt: number; siteId: string }>(
    `select round(extract(epoch from time) * 1000)::bigint as at, value, site_id as "siteId",
            round(extract(epoch from received_at) * 1000)::bigint as "receivedAt" from reading order by time, value`,
  );
const letters = () =>
  world.db.query<{ topic: string; payload: Buffer; reason: string }>(
    'select topic, payload, reason from dead_letter order by id',
  );

describe('what comes twice', () => {
  it('[IN4] stores the same message once, also after a restart', async () => {
    const ts = Date.now();
    for (let n = 0; n < 3; n++) {
      await send(fridge, sample(7, ts));
      await send(cam, detection('01J', ts));
    }
    await world.restart();
    await send(fridge, sample(7, ts));
    await send(cam, detection('01J', ts));
    expect(await world.count('reading')).toBe(1);
    expect(await world.count('detection')).toBe(1);
    expect((await world.observations()).filter(({ kind }) => kind === 'detection')).toHaveLength(1);
  });

  it('[IN4] knows a sequence number, a time and a detection id again, each by itself', async () => {
    const ts = Date.now();
    await send(fridge, sample(7, ts));
    await send(fridge, sample(7, ts + 5));
    await send(fridge, { ts, values: { temperatureC: 9 } });
    await send(cam, detection('01J', ts));
    await send(cam, detection('01J', ts + 5));
    expect(await readings()).toMatchObject([{ at: ts, value: 4 }]);
    expect(await world.count('detection')).toBe(1);
  });

  it('[IN4] takes a sequence that begins again for what it is', async () => {
    const ts = Date.now() - 1_000;
    for (const [index, seq] of [5, 6, 0, 1, 2].entries()) await send(fridge, sample(seq, ts + index));
    expect(await world.count('reading')).toBe(5);
  });

  it('[IN4] stores a message with an untrusted time once', async () => {
    const ts = Date.now() - 3_600_000;
    for (let n = 0; n < 2; n++) {
      await send(fridge, { ts, values: { temperatureC: 4 } });
      await send(cam, detection('01J', ts));
    }
    await world.restart();
    await send(fridge, { ts, values: { temperatureC: 4 } });
    await send(cam, detection('01J', ts));
    expect(await world.count('reading')).toBe(1);
    expect(await world.count('detection')).toBe(1);
    expect((await world.observations()).filter(({ kind }) => kind !== 'fault')).toHaveLength(2);
  });
});

it('[IN4] knows a message again that comes so late that its time is not trusted any more', async () => {
  // In time when it came first, late by now.
  const ts = Date.now() - 3_600_000;
  await world.db.execute(
    `insert into reading (time, site_id, device_id, metric, value, received_at)
     values (to_timestamp($1::float8 / 1000), 's1', 'fridge', 'temperatureC', 4, to_timestamp($1::float8 / 1000))`,
    [ts],
  );
  await send(fridge, { ts, values: { temperatureC: 4 } });
  await send(fridge, { ts: ts + 1, values: { temperatureC: 4 } });
  expect(await world.count('reading')).toBe(2);
});

describe('what cannot be understood', () => {
  it('[IN5] goes to the dead letters with its bytes and a reason, and is acknowledged', async () => {
    const ts = Date.now();
    const broken: [string, string | Buffer, string][] = [
      [fridge, '{"ts":', 'not-json'],
      [fridge, Buffer.from([0x22, 0xff, 0x22]), 'not-json'],
      [fridge, JSON.stringify({ ts, values: { temperatureC: 'warm' } }), 'schema: telemetry'],
      [fridge, JSON.stringify({ ts, values: { moonPhase: 3 } }), 'schema: no known metric'],
      [fridge, `{"ts":${ts},"values":{"temperatureC":1e999}}`, 'schema: telemetry'],
      [fridge, `{"ts":${ts},"seq":1e300,"values":{"temperatureC":1}}`, 'schema: telemetry'],
      [fridge, `{"ts":1e300,"values":{"temperatureC":1}}`, 'bad-time'],
      [fridge, '{"ts":"2026-11-23T11:02:03","values":{"temperatureC":1}}', 'bad-time'],
      [cam, JSON.stringify({ ...detection('a\0b', ts) }), 'bad-text'],
      [cam, `{"id":"x","ts":${ts},"type":"no-hat","confidence":1,"zone":"\\ud800"}`, 'bad-text'],
      [topic('stranger'), JSON.stringify(sample(1, ts)), 'unknown-device'],
      ['mingchu/v2/what', 'x', 'unknown-topic'],
    ];
    for (const [name, payload] of broken) await send(name, payload);
    await send(fridge, sample(1, ts));
    expect(await letters()).toEqual(
      broken.map(([name, payload, reason]) => ({ topic: name, payload: Buffer.from(payload), reason })),
    );
    expect(await world.count('reading')).toBe(1);
    expect((await world.faults()).map(({ fault }) => fault)).toEqual(['garbage', 'garbage']);
    expect(world.ingest.counts().refused).toMatchObject({ 'not-json': 2, 'bad-text': 2 });
    expect(world.logged.lines).toEqual([]);
  });

  it('[IN6] what the database refuses goes there too, and holds up nobody', async () => {
    // A rule of the database that no check of ours knows: the second net must hold by itself.
    await world.db.execute('alter table reading add constraint no_nines check (value <> 999)');
    const ts = Date.now() - 20_000;
    const sent = Array.from({ length: 400 }, (_, n) => {
      const site = siteIds[n % siteIds.length] as string;
      return send(topic('fridge', 'telemetry', site), sample(n, ts + n, n === 123 || n === 250 ? 999 : 4));
    });
    await Promise.all(sent);
    expect(await world.count('reading')).toBe(398);
    expect((await letters()).map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^refused-by-database: 23514 /),
      expect.stringMatching(/^refused-by-database: 23514 /),
    ]);
    const refused = (await letters()).map(({ payload }) => JSON.parse(payload.toString()) as { seq: number });
    expect(new Set(refused.map(({ seq }) => seq))).toEqual(new Set([123, 250]));
    expect(world.logged.errors()).toEqual([]);
  });

  it('[IN5] numbers too small for the database are rounded, not refused', async () => {
    await send(cam, { ...detection('tiny', Date.now()), confidence: 1e-60, box: [1e-300, 0, 1, 1] });
    expect(await world.count('detection')).toBe(1);
    expect(await letters()).toEqual([]);
  });

  it('[IN7] a flood of one device is bounded and told, and the others go on', async () => {
    for (let n = 0; n < 3_000; n++) publish(world.device, fridge, 'garbage');
    const other = topic('fridge', 'telemetry', 's2');
    // A time of its own for each: two samples of one time are one.
    const ts = Date.now() - 1_000;
    for (let n = 0; n < 20; n++) await send(other, sample(n, ts + n));
    await world.settled();
    expect(await world.count('reading')).toBe(20);
    expect(await world.count('dead_letter')).toBeLessThan(30);
    const told = (await world.faults()).map(({ fault, siteId }) => `${siteId} ${fault}`);
    expect(new Set(told)).toEqual(new Set(['s1 garbage', 's1 flood']));
    const { refused } = world.ingest.counts();
    expect((refused['not-json'] ?? 0) + (refused['too-many'] ?? 0)).toBe(3_000);
  });

  it('[IN18] keeps dead letters and keys for a time, and not more than there is room for', async () => {
    await world.db.execute(
      `insert into dead_letter (received_at, topic, payload, reason)
       select to_timestamp(4e9 + n * 86400), 't', decode(repeat('00', 100), 'hex'), n::text
       from generate_series(1, 60) as n`,
    );
    await world.db.execute(
      `insert into untrusted_message (site_id, device_id, message_key, received_at)
       select 's', 'd', n::text, to_timestamp(4e9 + n * 86400) from generate_series(1, 60) as n`,
    );
    const now = new Date((4e9 + 60 * 86_400) * 1000);
    const limits = { letterDays: 30, letters: 20, letterBytes: 10_000, keyDays: 8 };
    const kept = async () => (await letters()).map(({ reason }) => Number(reason));
    const oldest = async () => Math.min(...(await kept()));
    await forgetOld(world.db, now, { ...limits, letters: 1_000 });
    expect([await oldest(), await world.count('untrusted_message')]).toEqual([30, 9]);
    await forgetOld(world.db, now, limits);
    expect(await oldest()).toBe(41);
    await forgetOld(world.db, now, { ...limits, letterBytes: 500 });
    expect(await kept()).toEqual([56, 57, 58, 59, 60]);
  });
});

describe('time', () => {
  it('[IN10] runs on the time of receipt when the two differ by more than 30 s, and tells the skew', async () => {
    const near = Date.now() - 25_000;
    await send(fridge, sample(1, near));
    await send(topic('fridge', 'telemetry', 's2'), sample(1, Date.now() + 3_600_000));
    const [late, shifted] = await readings();
    expect(late?.at).toBe(near);
    expect(shifted?.at).toBe(shifted?.receivedAt);
    const [device] = await world.db.query<{ skew: number }>(
      "select skew_ms as skew from device_state where site_id = 's2'",
    );
    expect(device?.skew).toBeGreaterThan(3_590_000);
    expect((await world.faults()).map(({ fault, siteId }) => `${siteId} ${fault}`)).toEqual([
      's2 clock-skew',
    ]);
  });

  it('[IN10] keeps the distances of an array whose clock is wrong, and loses none of it', async () => {
    const wrong = Date.now() - 86_400_000;
    const array = Array.from({ length: maxTelemetryBatch }, (_, n) => sample(n, wrong + n * 1_000, n));
    await send(fridge, array.toReversed());
    const rows = await readings();
    expect(rows.map(({ value }) => value)).toEqual(array.map((_, n) => n));
    const [first] = rows;
    expect(rows.map(({ at }) => at - (first?.at ?? 0))).toEqual(array.map((_, n) => n * 1_000));
    expect(rows.at(-1)?.at).toBe(first?.receivedAt);
  });

  it('[IN10] loses nothing of a backlog that comes at once, message by message and array by array', async () => {
    const wrong = Date.now() - 86_400_000;
    const single = Array.from({ length: 300 }, (_, n) =>
      send(fridge, { ts: wrong + n, values: { gasPctLel: n } }),
    );
    const arrays = Array.from({ length: 20 }, (_, k) =>
      send(
        topic('fridge', 'telemetry', 's2'),
        Array.from({ length: 100 }, (_, n) => ({ ts: wrong + k * 100 + n, values: { powerW: n } })),
      ),
    );
    await Promise.all([...single, ...arrays]);
    expect(await world.count(`reading where site_id = 's1'`)).toBe(300);
    expect(await world.count(`reading where site_id = 's2'`)).toBe(2_000);
  });

  it('[IN10] trusts a back-fill that comes with a sample of now', async () => {
    const now = Date.now();
    await send(fridge, [sample(0, 0), sample(1, now - 7_200_000), sample(2, now)]);
    expect((await readings()).map(({ at }) => at)).toEqual([0, now - 7_200_000, now]);
    expect(await world.faults()).toEqual([]);
  });

  it('[IN17] tells how many messages are missing in a sequence', async () => {
    const now = Date.now();
    for (const seq of [1, 3, 2, 16, 17, 18]) await send(fridge, sample(seq, now + seq));
    expect(await world.faults()).toMatchObject([{ fault: 'sequence-gap', amount: 12 }]);
  });
});

describe('order', () => {
  it('[IN14] commits what one device says in the order in which it came', async () => {
    const now = Date.now() - 20_000;
    const sent: Promise<void>[] = [];
    for (let seq = 0; seq < 400; seq++) {
      for (const site of siteIds) sent.push(send(topic('fridge', 'telemetry', site), sample(seq, now + seq)));
    }
    await Promise.all(sent);
    const bySite = new Map<string, number[]>();
    for (const one of await world.observations()) {
      if (one.kind !== 'telemetry') continue;
      bySite.set(one.siteId, [...(bySite.get(one.siteId) ?? []), one.seq ?? -1]);
    }
    expect([...bySite.keys()].sort()).toEqual(siteIds);
    for (const seqs of bySite.values()) expect(seqs).toEqual(Array.from({ length: 400 }, (_, seq) => seq));
    const [batches] = await world.db.query<{ count: number }>('select count(*) from observation_batch');
    expect(batches?.count).toBeGreaterThan(4);
  });

  it('[IN15] what was received earlier does not overwrite what is known of a device', async () => {
    const seen = (lastSeenAt: number, state: 'online' | 'offline', lastSeq: number | null) =>
      world.db.transaction((tx) =>
        upsertDeviceState(tx, [{ siteId: 's1', deviceId: 'cam', state, lastSeenAt, lastSeq, skewMs: null }]),
      );
    await seen(2_000, 'offline', null);
    await seen(1_000, 'online', 3);
    const read = () =>
      world.db.query(
        'select state, last_seq as seq, extract(epoch from last_seen_at)::int as at from device_state',
      );
    expect(await read()).toEqual([{ state: 'offline', seq: null, at: 2 }]);
    await seen(3_000, 'online', 4);
    expect(await read()).toEqual([{ state: 'online', seq: 4, at: 3 }]);
  });
});

it('[IN19] keeps the picture of the moment with a detection', async () => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
  await world.device.publishAsync(topic('cam', 'frame'), jpeg, { qos: 0 });
  await send(cam, detection('seen', Date.now()));
  await send(topic('cam', 'detection', 's2'), detection('unseen', Date.now()));
  const rows = await world.db.query<{ id: string; jpeg: Buffer | null }>(
    `select detection.id, jpeg from detection left join frame on sha256 = frame_sha256 order by detection.id`,
  );
  expect(rows).toEqual([
    { id: 'seen', jpeg },
    { id: 'unseen', jpeg: null },
  ]);
});
