/** Debian's Mosquitto with the configuration that is written for it: TLS, certificates, limits, and a bridge at a site. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { families } from '@mingchu/server/ingest/families/catalog';
import { createFindFamily } from '@mingchu/server/ingest/families/familyOfTopic';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issue, type Secret } from '../harness/accessWorld.ts';
import { hasOpenssl, makeAuthority, type TestAuthority } from '../harness/certificates.ts';
import { hasMosquitto, runMosquitto } from '../harness/mosquitto.ts';
import { freePort } from '../harness/ports.ts';
import { quiet, until } from '../harness/publishers.ts';
import { runToEnd } from '../harness/roleProcess.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { seed } from './ingestWorld.ts';

describe.skipIf(!hasMosquitto || !hasOpenssl)('Mosquitto as it is written for', () => {
  const world = testDatabase();
  const heard: string[] = [];
  const stops: (() => Promise<void>)[] = [];
  const clients: MqttClient[] = [];
  const ports = { clear: 0, tls: 0, certificates: 0 };
  let dir: string;
  let authority: TestAuthority;
  let own: Secret;
  let intake: MqttClient;

  /** Writes a configuration by the command and runs Mosquitto with it. */
  const open = async (settings: Record<string, string>, args: string[], port: number) => {
    const result = await runToEnd(settings, 'broker-config', ...args);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const file = path.join(
      args[args.indexOf('--out') + 1] as string,
      args[0] === 'bridge' ? 'mosquitto-bridge.conf' : 'mosquitto.conf',
    );
    // As root it would change to a user who cannot read this directory.
    appendFileSync(file, `user ${userInfo().username}\n`);
    const { stop } = await runMosquitto(file, port);
    stops.push(stop);
  };
  const connect = async (url: string, options: IClientOptions = {}) => {
    const client = await mqtt.connectAsync(url, { ca: authority.ca, reconnectPeriod: 0, ...options }, false);
    clients.push(client);
    return client;
  };
  const secretDoor = () => `mqtts://127.0.0.1:${ports.tls}`;
  const certificateDoor = () => `mqtts://127.0.0.1:${ports.certificates}`;

  beforeAll(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'mingchu-doors-'));
    authority = makeAuthority();
    const server = authority.issue('127.0.0.1', 'IP:127.0.0.1');
    await seed(world.db);
    own = await issue(world.db, 's1');
    for (const door of Object.keys(ports)) ports[door as keyof typeof ports] = await freePort();
    const settings = { DATABASE_URL: world.url, MQTT_URL: 'mqtt://mingchu:of-intake@broker:1883' };
    const files = ['--tls-cert', server.certFile, '--tls-key', server.keyFile, '--tls-ca', authority.caFile];
    const doors = [
      '--port',
      `127.0.0.1:${ports.clear}`,
      '--tls-port',
      `127.0.0.1:${ports.tls}`,
      '--cert-port',
      `127.0.0.1:${ports.certificates}`,
      '--max-connections',
      '12',
    ];
    await open(settings, ['mosquitto', '--out', dir, '--data', dir, ...files, ...doors], ports.clear);
    intake = await connect(`mqtt://127.0.0.1:${ports.clear}`, { username: 'mingchu', password: 'of-intake' });
    intake.on('message', (topic) => heard.push(topic));
    await intake.subscribeAsync('#', { qos: 1 });
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    for (const stop of stops) await stop();
    authority.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  /** What of all this reaches intake, up to what it says itself afterwards. */
  const speak = async (client: MqttClient, topics: string[]) => {
    heard.length = 0;
    for (const topic of topics) await client.publishAsync(topic, '{}', { qos: 1 });
    const last = 'mingchu/at/s2/last';
    await intake.publishAsync(last, '{}', { qos: 1 });
    await until(() => heard.includes(last));
    return heard.filter((topic) => topic !== last);
  };
  const mine = ['mingchu/v1/s1/fridge/telemetry', 'mingchu/at/s1/zigbee2mqtt/fridge'];
  const others = [
    'mingchu/v1/s2/fridge/telemetry',
    'mingchu/at/s2/v1/gateway/telemetry',
    'v1/gateway/telemetry',
    'spBv1.0/g/NDATA/edge',
    'shellies/shellyht-1/sensor/temperature',
    'spBv1.0/STATE/mingchu',
  ];

  it('[DF110] takes a name and secret over TLS, for topics of the own site, and lets it hear nothing else', async () => {
    const device = await connect(secretDoor(), own);
    const told: string[] = [];
    device.on('message', (topic) => told.push(topic));
    for (const filter of ['#', 'mingchu/v1/#', '$SYS/#', 'v1/gateway/#']) await device.subscribeAsync(filter);
    expect(await speak(device, [...others, ...mine])).toEqual(mine);
    await intake.publishAsync('mingchu/at/s2/spBv1.0/g/NCMD/edge', '{}', { qos: 1 });
    await until(() => told.length > 0);
    await quiet(() => told.length);
    // All that it may hear is its own mount, here by `#`.
    expect(told).toEqual(['mingchu/at/s1/zigbee2mqtt/fridge']);
  });

  it('[DF110] shows a certificate of its authority, and speaks TLS only on that port', async () => {
    await expect(mqtt.connectAsync(secretDoor(), { ...own, reconnectPeriod: 0 }, false)).rejects.toThrow(
      /self.signed|unable to verify/,
    );
    await expect(connect(secretDoor().replace('mqtts', 'mqtt'), own)).rejects.toThrow();
    await expect(connect(secretDoor(), { ...own, password: 'wrong' })).rejects.toMatchObject({ code: 5 });
  });

  it('[DF110] takes a client certificate for the credential that its common name is, without a secret', async () => {
    const { cert, key } = authority.issue('s1~1');
    const device = await connect(certificateDoor(), { cert, key });
    expect(await speak(device, [...others, ...mine])).toEqual(mine);
    const nobody = authority.issue('s1~99');
    const ended = await connect(certificateDoor(), { cert: nobody.cert, key: nobody.key });
    expect(await speak(ended, [...others, ...mine])).toEqual([]);
  });

  it('[DF110] refuses there whoever has no certificate, or one of another authority', async () => {
    await expect(connect(certificateDoor(), own)).rejects.toThrow();
    const stranger = makeAuthority('another authority');
    const { cert, key } = stranger.issue('s1~1');
    await expect(connect(certificateDoor(), { cert, key })).rejects.toThrow();
    stranger.remove();
  });

  it('[DF110] holds as many connections as it may, and ends one that sends too much at once', async () => {
    const device = await connect(secretDoor(), own);
    const ended = new Promise<void>((resolve) => device.once('close', () => resolve()));
    device.publish('mingchu/v1/s1/fridge/telemetry', Buffer.alloc(4_300_000), { qos: 1 });
    await ended;
    const many = Array.from({ length: 20 }, () => connect(`mqtt://127.0.0.1:${ports.clear}`, own));
    const refused = (await Promise.allSettled(many)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(7);
    expect(refused.length).toBeLessThan(20);
  });

  it('[DF111] hears a gateway with fixed topics through a bridge of its site, and answers it', async () => {
    const out = path.join(dir, 'bridge');
    const port = await freePort();
    const settings = { MQTT_URL: `mqtts://${own.username}:${own.password}@127.0.0.1:${ports.tls}` };
    const args = ['bridge', '--out', out, '--data', out, '--family', 'thingsboard,sparkplug'];
    await open(settings, [...args, '--port', `127.0.0.1:${port}`, '--tls-ca', authority.caFile], port);
    const gateway = await connect(`mqtt://127.0.0.1:${port}`);
    const told: string[] = [];
    gateway.on('message', (topic) => told.push(topic));
    await gateway.subscribeAsync('v1/gateway/attributes/response');
    await gateway.subscribeAsync('spBv1.0/+/NCMD/+');
    heard.length = 0;
    const not = [
      'v1/devices/me/telemetry',
      'mingchu/v1/s1/fridge/telemetry',
      'shellies/a/sensor/temperature',
    ];
    const up = ['v1/gateway/telemetry', 'spBv1.0/g/NBIRTH/edge'];
    for (const topic of [...not, ...up]) await gateway.publishAsync(topic, '{}', { qos: 1 });
    await until(() => heard.length >= 2);
    await quiet(() => heard.length);
    expect(heard.toSorted()).toEqual(up.map((topic) => `mingchu/at/s1/${topic}`).toSorted());
    const find = createFindFamily(families);
    expect(heard.map((topic) => find(topic, () => undefined)).map((found) => found?.mount)).toEqual([
      's1',
      's1',
    ]);
    for (const topic of ['v1/gateway/attributes/response', 'spBv1.0/g/NCMD/edge'])
      await intake.publishAsync(`mingchu/at/s1/${topic}`, '{}', { qos: 1 });
    await until(() => told.length >= 2);
    await quiet(() => told.length);
    expect(told.toSorted()).toEqual(['spBv1.0/g/NCMD/edge', 'v1/gateway/attributes/response']);
  });

  it('[IS19] is not told again by a bridge that starts anew what first Shellys had kept', async () => {
    const out = path.join(dir, 'shelly');
    const port = await freePort();
    const settings = { MQTT_URL: `mqtts://${own.username}:${own.password}@127.0.0.1:${ports.tls}` };
    const args = ['bridge', '--out', out, '--data', out, '--family', 'shelly', '--tls-ca', authority.caFile];
    expect(await runToEnd(settings, 'broker-config', ...args, '--port', `127.0.0.1:${port}`)).toMatchObject({
      code: 0,
    });
    const file = path.join(out, 'mosquitto-bridge.conf');
    appendFileSync(file, `user ${userInfo().username}\n`);
    const first = await runMosquitto(file, port);
    const gas = 'shellies/shellygas-1/sensor/gas';
    heard.length = 0;
    const device = await connect(`mqtt://127.0.0.1:${port}`);
    await device.publishAsync(gas, 'heavy', { qos: 1, retain: true });
    await until(() => heard.includes(`mingchu/at/s1/${gas}`));
    // What is not acknowledged yet may be said again.
    await quiet(() => heard.length);
    await device.endAsync(true);
    await first.stop();
    heard.length = 0;
    const second = await runMosquitto(file, port);
    stops.push(second.stop);
    const again = await connect(`mqtt://127.0.0.1:${port}`);
    await again.publishAsync('shellies/shellygas-1/sensor/operation', 'normal', { qos: 1, retain: true });
    await until(() => heard.length > 0);
    await quiet(() => heard.length);
    // Said before the bridge was connected it comes twice: as what waited, and as what is kept.
    expect(new Set(heard)).toEqual(new Set(['mingchu/at/s1/shellies/shellygas-1/sensor/operation']));
    // The broker that intake reads has kept it, and says so.
    const later = await connect(secretDoor(), own);
    const kept = new Promise<boolean>((resolve) =>
      later.on('message', (topic, _payload, { retain }) => topic.endsWith(gas) && resolve(retain)),
    );
    await later.subscribeAsync('mingchu/at/s1/#');
    expect(await kept).toBe(true);
  });
});
