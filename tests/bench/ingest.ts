/**
 * The bench `ingest`: telemetry through the whole path, from a device's PUBLISH to committed and evaluated, on the
 * embedded broker (one process, as `npm start` runs it) or on Mosquitto (intake in a process of its own, the other
 * roles in a second). Publishers are another process. In the same run the same publishers feed a bare mqtt.js
 * subscriber on the same kind of broker: the ceiling that a Node program has.
 *
 * `messagesPerS` counts what is committed, until the last of it is. `commitLag` is the age of the newest committed
 * reading of one device; the embedded broker's PUBACK means committed, Mosquitto's only that Mosquitto has it.
 *
 * Flags: `--broker embedded|mosquitto`, `--connections 500`, `--seconds 15`, `--sites 200` (several, with commas, give a
 * row each), `--window 20` (unacknowledged messages a connection), `--rate 0` (messages a second; 0: what the windows
 * allow).
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startMosquitto } from '../harness/mosquitto.ts';
import { freePort } from '../harness/ports.ts';
import { copyTemplate, startPostgres } from '../harness/postgres.ts';
import { startCeiling } from './ingestCeiling.ts';
import {
  type PublishFigures,
  type PublishOrder,
  startPublishers,
  valuesPerMessage,
} from './ingestPublishers.ts';
import { register, startSystem, type System } from './ingestSystem.ts';
import { latenciesOf } from './liveWalls.ts';
import { cpuMs, peakMiB } from './processFigures.ts';

const ceilingSeconds = 5;
const evaluateLimitMs = 60_000;
/** Nothing stored for this long: no more will come. */
const idleLimitMs = 5_000;
const pollMs = 50;

interface Options {
  broker: 'embedded' | 'mosquitto';
  connections: number;
  seconds: number;
  sites: number;
  window: number;
  rate: number;
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      broker: { type: 'string', default: 'embedded' },
      connections: { type: 'string', default: '500' },
      seconds: { type: 'string', default: '15' },
      sites: { type: 'string', default: '200' },
      window: { type: 'string', default: '20' },
      rate: { type: 'string', default: '0' },
    },
  });
  if (values.broker !== 'embedded' && values.broker !== 'mosquitto')
    throw new Error('--broker is embedded or mosquitto');
  const rows = [];
  for (const sites of values.sites.split(',')) {
    const options = {
      broker: values.broker,
      connections: Number(values.connections),
      seconds: Number(values.seconds),
      sites: Number(sites),
      window: Number(values.window),
      rate: Number(values.rate),
    } as const;
    const row = await measure(options);
    rows.push({ ...options, ...row });
    if (row.lost !== 0 || row.unacknowledged !== 0) process.exitCode = 1;
  }
  for (const row of rows)
    console.table(Object.fromEntries(Object.entries(row).map(([key, value]) => [key, { value }])));
  for (const row of rows) console.log(JSON.stringify({ bench: 'ingest', ...row }));
}

async function measure(options: Options) {
  const postgres = await startPostgres({ durable: true });
  const ends: (() => Promise<void> | void)[] = [() => postgres.stop()];
  try {
    const databaseUrl = await copyTemplate(postgres.adminUrl);
    const system = await startSystem(options, databaseUrl, ends);
    const devices = await register(system.url, options);
    const through = await publishThrough(options, system, {
      devices,
      databaseUrl,
      adminUrl: postgres.adminUrl,
    });
    while (ends.length > 1) await ends.pop()?.();
    const ceilingPerS = await ceiling(options, devices);
    return { ...through, ceilingPerS, ofCeiling: round(through.messagesPerS / ceilingPerS, 2) };
  } finally {
    while (ends.length > 0) await ends.pop()?.();
  }
}

async function publishThrough(
  options: Options,
  { mqttPort, processes }: System,
  { devices, databaseUrl, adminUrl }: { devices: string[]; databaseUrl: string; adminUrl: string },
) {
  const publishers = await startPublishers(orderOf(options, mqttPort, devices));
  const all = { ...processes, postgres: await postmasterPid(adminUrl) };
  const before = Object.fromEntries(Object.entries(all).map(([name, pid]) => [name, cpuMs(pid)]));
  const lag = watchLag(databaseUrl, devices[0] ?? '');
  const beganAt = performance.now();
  publishers.begin();
  await sleep(options.seconds * 1000);
  const lagsMs = await lag.end();
  const figures = await publishers.end();
  const sent = figures.acknowledged + figures.unacknowledged;
  await allCommitted(databaseUrl, sent);
  const tookS = (performance.now() - beganAt) / 1000;
  const stored = await countOf(databaseUrl, 'select count(*)::int as count from reading');
  const cpu = Object.fromEntries(
    Object.entries(all).map(([name, pid]) => [
      `${name}CpuS`,
      round((cpuMs(pid) - (before[name] ?? 0)) / 1000, 1),
    ]),
  );
  const peaks = Object.fromEntries(
    Object.entries(processes).map(([name, pid]) => [`${name}PeakMiB`, peakMiB(pid)]),
  );
  const evaluatedAfterMs = await evaluated(databaseUrl);
  return { ...summary(figures, { tookS, stored, lagsMs }), evaluatedAfterMs, ...cpu, ...peaks };
}

/** Waits until so many messages are committed, or until no more come. */
async function allCommitted(databaseUrl: string, messages: number): Promise<void> {
  // Every device counts its messages from 1: cheaper to ask again and again than counting millions of rows.
  const committed = 'select coalesce(sum(last_seq), 0)::int as count from device_state';
  let last = 0;
  for (let idleMs = 0; last < messages && idleMs < idleLimitMs; idleMs += pollMs) {
    const now = await countOf(databaseUrl, committed);
    if (now !== last) idleMs = 0;
    last = now;
    await sleep(pollMs);
  }
}

/** How old the newest committed reading of a device is, again and again: the way from the device to the database. */
function watchLag(databaseUrl: string, device: string): { end(): Promise<number[]> } {
  const [siteId, deviceId] = device.split('/');
  const lagsMs: number[] = [];
  let ended = false;
  const watch = async () => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    while (!ended) {
      const { rows } = await client.query(
        `select (extract(epoch from max(time)) * 1000)::float8 as newest from reading
         where site_id = $1 and device_id = $2 and metric = 'temperatureC'`,
        [siteId, deviceId],
      );
      const { newest } = rows[0] as { newest: number | null };
      if (newest !== null) lagsMs.push(Date.now() - newest);
      await sleep(50);
    }
    await client.end();
  };
  const done = watch();
  return {
    end: async () => {
      ended = true;
      await done;
      return lagsMs;
    },
  };
}

function orderOf({ window, rate }: Options, port: number, devices: string[]): PublishOrder {
  return { host: '127.0.0.1', port, devices, window, messagesPerS: rate };
}

function summary(
  figures: PublishFigures,
  { tookS, stored, lagsMs }: { tookS: number; stored: number; lagsMs: number[] },
) {
  const { acknowledged, unacknowledged, bytesPerMessage, latenciesMs, cpuMs: publisherMs } = figures;
  const puback = latenciesOf(latenciesMs);
  const commit = latenciesOf(lagsMs);
  return {
    messagesPerS: Math.round(stored / valuesPerMessage / tookS),
    readingsPerS: Math.round(stored / tookS),
    acknowledged,
    unacknowledged,
    lost: (acknowledged + unacknowledged) * valuesPerMessage - stored,
    bytesPerMessage,
    commitLagP50Ms: commit.p50Ms,
    commitLagP99Ms: commit.p99Ms,
    pubackP50Ms: puback.p50Ms,
    pubackP99Ms: puback.p99Ms,
    publishersCpuS: round(publisherMs / 1000, 1),
  };
}

/** How long after the last acknowledgement the rules have seen everything, ms. */
async function evaluated(databaseUrl: string): Promise<number> {
  const startedAt = performance.now();
  const behind = 'select count(*)::int as count from shard where evaluated_seq < appended_seq';
  while ((await countOf(databaseUrl, behind)) > 0) {
    if (performance.now() - startedAt > evaluateLimitMs) throw new Error('the rules did not catch up');
    await sleep(50);
  }
  return Math.round(performance.now() - startedAt);
}

async function countOf(databaseUrl: string, statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return ((await client.query(statement)).rows[0] as { count: number }).count;
  } finally {
    await client.end();
  }
}

async function postmasterPid(adminUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query('select pg_backend_pid() as pid');
  const { pid } = rows[0] as { pid: number };
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  await client.end();
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** Messages a second that reach a bare subscriber on the same kind of broker, with the same publishers. */
async function ceiling(options: Options, devices: string[]): Promise<number> {
  const port = await freePort();
  const mosquitto = options.broker === 'mosquitto' ? await startMosquitto() : undefined;
  const aedes = mosquitto ? undefined : await startCeiling('aedes', port);
  const brokerPort = mosquitto ? Number(new URL(mosquitto.url).port) : port;
  const subscriber = await startCeiling('subscriber', brokerPort);
  const publishers = await startPublishers(orderOf({ ...options, rate: 0 }, brokerPort, devices));
  publishers.begin();
  await sleep(1_000);
  const [before, beganAt] = [await subscriber.received(), performance.now()];
  await sleep(ceilingSeconds * 1_000);
  const [after, endedAt] = [await subscriber.received(), performance.now()];
  await publishers.end().catch(() => {});
  subscriber.stop();
  aedes?.stop();
  await mosquitto?.stop();
  return Math.round(((after - before) / (endedAt - beganAt)) * 1000);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
