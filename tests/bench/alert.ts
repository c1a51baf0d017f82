/**
 * The bench `alert`: from publishing the message that breaks a rule (gas at its low alarm, no debounce) to the
 * violation on every wall, through the whole system in a process of its own: broker, intake, database, queue, rules,
 * dispatch, change log, screens. Publishers and walls run in two further processes.
 *
 * Flags: `--walls 50`, `--alerts 150`, `--load 2500` (background messages a second of 12 values; 0 for none).
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import mqtt from 'mqtt';
import { demoPassword, signIn, smallDistrict } from '../behaviour/webServer.ts';
import { freePort } from '../harness/ports.ts';
import { type Load, startLoad } from './alertLoad.ts';
import { latenciesOf, openWalls, preciseNow } from './liveWalls.ts';

/** A gateway may send about one message a second before intake calls it a flood; so many share the load. */
const gatewaysPerSite = 10;
/** Background before the first alert, and time for the last to arrive, ms. */
const warmUpMs = 5_000;
const graceMs = 5_000;
const betweenAlertsMs = 200;

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      walls: { type: 'string', default: '50' },
      alerts: { type: 'string', default: '150' },
      load: { type: 'string', default: '2500' },
    },
  });
  const server = await startServer();
  try {
    const result = await measure(server, {
      walls: Number(values.walls),
      alerts: Number(values.alerts),
      messagesPerS: Number(values.load),
    });
    console.table([result]);
    console.log(JSON.stringify({ bench: 'alert', ...result }));
    if (result.lost > 0) process.exitCode = 1;
  } finally {
    await server.stop();
  }
}

interface Server {
  url: string;
  mqttUrl: string;
  stop(): Promise<void>;
}

/** The real process with everything embedded, in a directory of its own. */
async function startServer(): Promise<Server> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mingchu-bench-'));
  const mqttPort = await freePort();
  const child = fork(fileURLToPath(new URL('../../server/src/main.ts', import.meta.url)), [], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PORT: String(await freePort()),
      MQTT_PORT: String(mqttPort),
      DATA_DIR: dataDir,
      DEMO: '1',
      DEMO_PASSWORD: demoPassword,
      LOG_LEVEL: 'warn',
    },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message) => resolve((message as { url: string }).url));
    void exited.then(() => reject(new Error('the server ended')));
  });
  return {
    url,
    mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** One gas detector a site for its one alert, gateways for the load, many inspectors so that orders find one. */
function district(siteCount: number) {
  const small = smallDistrict(siteCount);
  const [inspector] = small.inspectors;
  if (!inspector) throw new Error('a district has inspectors');
  const device = { zone: 'cooking', reportPeriodS: 3600, inService: true };
  return {
    ...small,
    devices: small.sites.flatMap(({ id: siteId }) => [
      { id: 'gas-1', siteId, kind: 'gas-detector' as const, name: '燃气报警器', ...device },
      ...Array.from({ length: gatewaysPerSite }, (_, index) => ({
        id: `gateway-${index}`,
        siteId,
        kind: 'gateway' as const,
        name: `网关 ${index}`,
        ...device,
      })),
    ]),
    inspectors: Array.from({ length: 50 }, (_, index) => ({
      ...inspector,
      id: `inspector${String(index + 1).padStart(2, '0')}`,
    })),
  };
}

async function measure(
  { url, mqttUrl }: Server,
  { walls, alerts, messagesPerS }: { walls: number; alerts: number; messagesPerS: number },
) {
  const body = district(alerts);
  await putRegistry(url, body);
  const clients = await openWalls({ count: walls, url, cookie: await signIn(url, 'duty') });
  const devices = body.devices
    .filter(({ kind }) => kind === 'gateway')
    .map(({ siteId, id }) => `${siteId}/${id}`);
  const load: Load | undefined =
    messagesPerS > 0 ? await startLoad({ mqttUrl, devices, messagesPerS }) : undefined;
  await sleep(warmUpMs);
  const sender = await mqtt.connectAsync(mqttUrl, { clientId: 'bench-alert' });
  const loadBefore = load?.sent() ?? 0;
  const startAt = preciseNow();
  const publishedAt = new Map<string, number>();
  for (const { id: siteId } of body.sites) {
    const payload = JSON.stringify({ ts: Date.now(), values: { gasPctLel: 20 } });
    publishedAt.set(siteId, preciseNow());
    sender.publish(`mingchu/v1/${siteId}/gas-1/telemetry`, payload, { qos: 1 });
    await sleep(betweenAlertsMs);
  }
  const loadPerS = (((load?.sent() ?? 0) - loadBefore) / (preciseNow() - startAt)) * 1000;
  await sleep(graceMs);
  const { arrivals, firstViolation } = await clients.report();
  load?.close();
  clients.close();
  await sender.endAsync(true);
  const delays = [...publishedAt].flatMap(([siteId, at]) => {
    const seq = firstViolation[siteId];
    return seq === undefined ? [] : (arrivals[seq] ?? []).map((arrivedAt) => arrivedAt - at);
  });
  return {
    walls,
    alerts,
    loadMessagesPerS: Math.round(loadPerS),
    loadValuesPerS: Math.round(loadPerS * 12),
    ...latenciesOf(delays),
    lost: alerts * walls - delays.length,
  };
}

async function putRegistry(url: string, body: object): Promise<void> {
  const response = await fetch(`${url}/api/v1/registry`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', cookie: await signIn(url, 'admin') },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the registry was refused: ${response.status} ${await response.text()}`);
}
