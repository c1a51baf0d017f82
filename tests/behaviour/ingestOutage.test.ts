/** What intake promises when something is taken away: the database, the connection, the process itself. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { afterEach, describe, expect, it } from 'vitest';
import { hasMosquitto, startMosquitto } from '../harness/mosquitto.ts';
import { type Cable, connectDevice, layCable, publish, topic, until } from '../harness/publishers.ts';
import { createDatabase } from '../harness/testDatabase.ts';
import { type IngestWorld, observationsIn, openIngestWorld, seed, siteIds } from './ingestWorld.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const sample = (seq: number, ts: number) => ({ ts, seq, values: { temperatureC: 4, humidityPct: 60 } });
const siteOf = (n: number) => siteIds[n % siteIds.length] as string;

/** Sends numbers `from` to `to`, spread over the sites; each has a time of its own. */
function sendSpread(client: IngestWorld['device'], range: { from: number; to: number; start: number }) {
  return Array.from({ length: range.to - range.from }, (_, index) => {
    const n = range.from + index;
    return publish(client, topic('fridge', 'telemetry', siteOf(n)), {
      ts: range.start + n,
      // A metric that can be any number.
      values: { powerW: n, humidityPct: 60 },
    }).acknowledged;
  });
}

async function storedNumbers(db: Database): Promise<number[]> {
  const rows = await db.query<{ value: number }>(
    "select value from reading where metric = 'powerW' order by value",
  );
  return rows.map(({ value }) => value);
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('the database goes away', () => {
  const open = async (options: Parameters<typeof openIngestWorld>[0]) => {
    let cable: Cable | undefined;
    const url = await createDatabase();
    cable = await layCable(url);
    closing.push(cable.close);
    const world = await openIngestWorld({ ...options, url, intakeUrl: cable.url });
    closing.push(world.close);
    return { world, cable };
  };

  it('[IN8] nothing is acknowledged meanwhile, nothing is lost, and it goes on by itself', async () => {
    const { world, cable } = await open({});
    const start = Date.now() - 20_000;
    await Promise.all(sendSpread(world.device, { from: 0, to: 500, start }));
    cable.unplug();
    let acknowledged = 0;
    const sent = sendSpread(world.device, { from: 500, to: 2_000, start });
    for (const one of sent) void one.then(() => acknowledged++);
    await until(() => world.broker.source.inHand() > 0);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(acknowledged).toBe(0);
    cable.mend();
    await Promise.all(sent);
    expect(await storedNumbers(world.db)).toEqual(upTo(2_000));
    expect(world.logged.errors()).toEqual([]);
  });

  it.runIf(hasMosquitto)(
    '[IN8] Mosquitto keeps what comes meanwhile, also over a restart of intake',
    async () => {
      const mosquitto = await startMosquitto();
      closing.push(mosquitto.stop);
      const { world, cable } = await open({ mqttUrl: mosquitto.url });
      const start = Date.now() - 20_000;
      cable.unplug();
      await Promise.all(sendSpread(world.device, { from: 0, to: 9_000, start }));
      expect(await storedNumbers(world.db)).toEqual([]);
      // Intake is stopped with all of it in hand; its place is taken by another with the database back.
      await world.device.endAsync(true);
      await world.ingest.stop();
      await world.broker.stop();
      cable.mend();
      await world.begin();
      await until(async () => (await world.count('reading')) >= 18_000, 60_000);
      expect(await storedNumbers(world.db)).toEqual(upTo(9_000));
    },
  );

  it('[IN8] a connection that is cut in the middle of a commit stores nothing twice', async () => {
    const { world, cable } = await open({});
    const start = Date.now() - 20_000;
    const sent = sendSpread(world.device, { from: 0, to: 6_000, start });
    for (let n = 0; n < 10; n++) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      cable.cut();
    }
    await Promise.all(sent);
    expect(await storedNumbers(world.db)).toEqual(upTo(6_000));
    const evaluated = (await observationsIn(world.db)).length;
    // A batch whose commit was done and not heard of is written to the log again; the rules know it (RU2).
    expect(evaluated).toBeGreaterThanOrEqual(6_000);
  });
});

describe.runIf(hasMosquitto)('with Mosquitto', () => {
  it('[IN9] intake killed with 20,000 messages on the way: none lost, none doubled', async () => {
    const mosquitto = await startMosquitto();
    closing.push(mosquitto.stop);
    const url = await createDatabase();
    const db = openDatabase({ url, maxConnections: 4, onError: () => {} });
    closing.push(db.close);
    await seed(db);
    let intake = startIntake(url, mosquitto.url);
    closing.push(() => kill(intake));
    const gateways = await Promise.all(Array.from({ length: 4 }, () => connectDevice(mosquitto.url)));
    for (const gateway of gateways) closing.push(() => gateway.endAsync(true));
    // The session must be there before anything is published for it.
    // Some of it grows too old to be trusted before it is delivered again.
    const start = Date.now() - 29_500;
    const stored = async () => (await storedNumbers(db)).length;
    const [probe] = gateways;
    if (!probe) throw new Error('no gateway');
    await until(async () => {
      await publish(probe, topic('fridge'), { ts: start, values: { powerW: 0, humidityPct: 60 } })
        .acknowledged;
      return (await stored()) === 1;
    });
    const total = 20_000;
    const quarter = total / gateways.length;
    gateways.forEach((gateway, index) => {
      void sendSpread(gateway, { from: index * quarter, to: (index + 1) * quarter, start });
    });
    for (const reached of [2_000, 8_000, 14_000]) {
      await until(async () => (await stored()) >= reached, 60_000);
      await kill(intake);
      intake = startIntake(url, mosquitto.url);
    }
    await until(async () => (await stored()) >= total, 60_000);
    expect(await storedNumbers(db)).toEqual(upTo(total));
  });

  it('[IN11] what the broker had kept refreshes the state of a device, as old as it is', async () => {
    const mosquitto = await startMosquitto();
    closing.push(mosquitto.stop);
    const before = await connectDevice(mosquitto.url);
    closing.push(() => before.endAsync(true));
    const hourAgo = Date.now() - 3_600_000;
    const retain = { retain: true };
    await publish(before, topic('cam', 'status'), { state: 'offline', ts: hourAgo }, retain).acknowledged;
    await publish(before, topic('fridge'), sample(1, hourAgo), retain).acknowledged;
    const world = await openIngestWorld({ mqttUrl: mosquitto.url, shareGroup: '' });
    closing.push(world.close);
    await until(async () => (await world.count('device_state')) === 2);
    await world.restart();
    await publish(world.device, topic('fridge', 'telemetry', 's2'), sample(1, Date.now())).acknowledged;
    await until(async () => (await world.count('device_state')) === 3);
    await world.settled();
    const states = await world.db.query(
      `select site_id || '/' || device_id as device, state, skew_ms as skew,
              round(extract(epoch from last_seen_at) * 1000)::bigint as at from device_state order by 1 limit 2`,
    );
    expect(states).toEqual([
      { device: 's1/cam', state: 'offline', skew: null, at: hourAgo },
      { device: 's1/fridge', state: 'online', skew: null, at: hourAgo },
    ]);
    // Delivered once more after the restart, and stored once; an old message is no wrong clock.
    expect(await world.count(`reading where site_id = 's1'`)).toBe(2);
    expect(await world.count(`reading where kept`)).toBe(2);
    const observations = await world.observations();
    expect(observations.filter((one) => one.kind === 'fault')).toEqual([]);
    expect(
      observations.every((one) => one.kind === 'tick' || (one.retained ?? false) === (one.siteId === 's1')),
    ).toBe(true);
  });
});

const script = fileURLToPath(new URL('../harness/intakeProcess.ts', import.meta.url));

function startIntake(databaseUrl: string, mqttUrl: string): ChildProcess {
  const flags = ['--conditions=source', '--import', 'tsx'];
  return spawn(process.execPath, [...flags, script, databaseUrl, mqttUrl], { stdio: 'inherit' });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
