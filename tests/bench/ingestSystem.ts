/** The system under the bench `ingest`: its processes on either broker, and the district that publishes into it. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoPassword, signIn, smallDistrict } from '../behaviour/webServer.ts';
import { startMosquitto } from '../harness/mosquitto.ts';
import { freePort } from '../harness/ports.ts';

/** Largest part of the registry in one request. */
const partSize = 1_000;

export interface System {
  url: string;
  mqttPort: number;
  /** By what it does. */
  processes: Record<string, number>;
}

/** Starts the processes; `ends` is told how to end each, in order. */
export async function startSystem(
  { broker }: { broker: 'embedded' | 'mosquitto' },
  databaseUrl: string,
  ends: (() => Promise<void> | void)[],
): Promise<System> {
  const accounts = { DEMO: '1', DEMO_PASSWORD: demoPassword };
  if (broker === 'embedded') {
    const mqttPort = await freePort();
    const all = await startServer({ DATABASE_URL: databaseUrl, MQTT_PORT: String(mqttPort), ...accounts });
    ends.push(all.stop);
    return { url: all.url, mqttPort, processes: { server: all.pid } };
  }
  const mosquitto = await startMosquitto();
  ends.push(() => mosquitto.stop());
  const settings = { DATABASE_URL: databaseUrl, MQTT_URL: mosquitto.url };
  const rest = await startServer({ ...settings, ROLES: 'worker,web', ...accounts });
  ends.push(rest.stop);
  const ingest = await startServer({ ...settings, ROLES: 'ingest' });
  ends.push(ingest.stop);
  const mqttPort = Number(new URL(mosquitto.url).port);
  return {
    url: rest.url,
    mqttPort,
    processes: { ingest: ingest.pid, workerAndWeb: rest.pid, mosquitto: mosquitto.pid },
  };
}

async function startServer(settings: Record<string, string>) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mingchu-bench-'));
  const child = fork(fileURLToPath(new URL('../../server/src/main.ts', import.meta.url)), [], {
    execArgv: ['--conditions=source', '--import', 'tsx', ...profiling()],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...settings },
  });
  const url = await firstUrl(child);
  return {
    url,
    pid: child.pid as number,
    stop: async () => {
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** `PROFILE_DIR=/some/where` writes a CPU profile of each server process there. */
function profiling(): string[] {
  const dir = process.env['PROFILE_DIR'];
  return dir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${dir}`];
}

function firstUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('a server process ended')));
    child.once('message', (message) => {
      child.removeAllListeners('exit');
      resolve((message as { url: string }).url);
    });
  });
}

/** One fridge a connection, spread over the sites; answers `siteId/deviceId`. */
export async function register(
  url: string,
  { connections, sites }: { connections: number; sites: number },
): Promise<string[]> {
  const { sites: places, devices: _, ...rest } = smallDistrict(sites);
  const cookie = await signIn(url, 'admin');
  const devices = Array.from({ length: connections }, (_unused, index) => ({
    id: `fridge-${index}`,
    siteId: places[index % places.length]?.id ?? '',
    kind: 'fridge' as const,
    name: '冷藏柜',
    zone: 'storage',
    reportPeriodS: 3600,
    inService: true,
  }));
  const put = async (body: object) => {
    const response = await fetch(`${url}/api/v1/registry`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`the registry was refused: ${response.status} ${await response.text()}`);
  };
  await put({ groups: rest.groups, grids: rest.grids });
  for (let at = 0; at < places.length; at += partSize) await put({ sites: places.slice(at, at + partSize) });
  for (let at = 0; at < devices.length; at += partSize)
    await put({ devices: devices.slice(at, at + partSize) });
  return devices.map((device) => `${device.siteId}/${device.id}`);
}
