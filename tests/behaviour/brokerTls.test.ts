/** The embedded broker over TLS: certificates of the server, of devices, wrong files, and files that change. */
import { copyFileSync } from 'node:fs';
import { connect as connectTls } from 'node:tls';
import { createTlsServer, type TlsOptions } from '@mingchu/server/platform/mqtt/brokerTls';
import { startEmbeddedBroker } from '@mingchu/server/platform/mqtt/embeddedBroker';
import type { Broker } from '@mingchu/server/platform/mqtt/messageSource';
import mqtt, { type IClientOptions } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clock, type Doors, issue, openDoors, type Secret } from '../harness/accessWorld.ts';
import {
  hasOpenssl,
  makeAuthority,
  type TestAuthority,
  type TestCertificate,
} from '../harness/certificates.ts';
import { recordingLog } from '../harness/log.ts';
import { until } from '../harness/publishers.ts';
import { runToEnd } from '../harness/roleProcess.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { seed } from './ingestWorld.ts';

describe.skipIf(!hasOpenssl)('the embedded broker over TLS', () => {
  const world = testDatabase();
  let authority: TestAuthority;
  let server: TestCertificate;
  let mine: Secret;
  let doors: Doors;
  let broker: Broker | undefined;
  const heard: string[] = [];

  beforeAll(async () => {
    authority = makeAuthority();
    server = authority.issue('localhost', 'DNS:localhost,IP:127.0.0.1');
    await seed(world.db);
    mine = await issue(world.db, 's1');
    doors = await openDoors(world.db);
  });
  afterEach(async () => {
    await broker?.stop();
    broker = undefined;
    heard.length = 0;
  });
  afterAll(async () => {
    await doors.book.close();
    authority.remove();
  });

  const start = async (options: Partial<TlsOptions>) => {
    const { certFile, keyFile } = server;
    const tls = { port: 0, certFile, keyFile, caFile: undefined, clientsMustCertify: false, ...options };
    const { log } = recordingLog();
    broker = await startEmbeddedBroker({ port: null, tls, dataDir: '', clock, log, access: doors.access });
    await broker.source.start(({ topic, username }, taken) => {
      heard.push(`${username} ${topic}`);
      taken();
    });
    return broker.url;
  };
  const speak = async (url: string, options: IClientOptions) => {
    const client = await mqtt.connectAsync(url, { ca: authority.ca, reconnectPeriod: 0, ...options }, false);
    await client.publishAsync('mingchu/v1/s1/fridge/telemetry', '{}', { qos: 1 });
    await client.endAsync();
  };

  it('[IS8] carries a name and secret, and shows who it is', async () => {
    const url = await start({});
    expect(url).toMatch(/^mqtts:\/\/localhost:\d+$/);
    await speak(url, mine);
    expect(heard).toEqual(['s1~1 mingchu/v1/s1/fridge/telemetry']);
    await expect(mqtt.connectAsync(url, { ...mine, reconnectPeriod: 0 }, false)).rejects.toThrow(
      /self.signed|unable to verify/,
    );
    await expect(speak(url.replace('mqtts', 'mqtt'), mine)).rejects.toThrow();
  });

  it('[IS8] takes a device by the name in its certificate, and a name and secret beside it', async () => {
    const url = await start({ caFile: authority.caFile });
    const { cert, key } = authority.issue('s1~1');
    await speak(url, { cert, key });
    await speak(url, mine);
    expect(heard).toHaveLength(2);
    const stranger = makeAuthority('another authority');
    const forged = stranger.issue('s1~1');
    stranger.remove();
    await expect(speak(url, { cert: forged.cert, key: forged.key })).rejects.toMatchObject({ code: 5 });
    const unknown = authority.issue('s1~77');
    await expect(speak(url, { cert: unknown.cert, key: unknown.key })).rejects.toMatchObject({ code: 5 });
  });

  it('[IS8] where certificates are required, a name and secret alone do not get in', async () => {
    const url = await start({ caFile: authority.caFile, clientsMustCertify: true });
    await expect(speak(url, mine)).rejects.toThrow();
    const { cert, key } = authority.issue('gateway.local', 'URI:s1~1');
    await speak(url, { cert, key });
    expect(heard).toEqual(['s1~1 mingchu/v1/s1/fridge/telemetry']);
  });

  it('[IS8] takes up a renewed certificate without a restart, and keeps the old one beside a broken file', async () => {
    const live = authority.issue('localhost', 'DNS:localhost');
    const next = authority.issue('localhost', 'DNS:localhost,DNS:renewed');
    const { log, lines } = recordingLog();
    const { certFile, keyFile } = live;
    const tls = createTlsServer(
      { certFile, keyFile, caFile: undefined, port: 0, clientsMustCertify: false, log, lookEveryMs: 50 },
      (socket) => socket.end(),
    );
    await new Promise<void>((resolve) => tls.server.listen(0, '127.0.0.1', resolve));
    const { port } = tls.server.address() as { port: number };
    const names = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connectTls(
          { port, host: '127.0.0.1', servername: 'localhost', ca: authority.ca },
          () => {
            resolve(socket.getPeerCertificate().subjectaltname ?? '');
            socket.destroy();
          },
        );
        socket.on('error', reject);
      });
    expect(await names()).toBe('DNS:localhost');
    copyFileSync(authority.caFile, keyFile);
    await until(() => lines.some(({ message }) => message?.includes('old ones stay')));
    expect(await names()).toBe('DNS:localhost');
    copyFileSync(next.keyFile, keyFile);
    copyFileSync(next.certFile, certFile);
    await until(async () => (await names()).includes('renewed'));
    tls.stopWatching();
    tls.server.close();
  });

  it('[IS8] a file that cannot be used ends the start with one line that names the variable', async () => {
    const files = { MQTT_TLS_PORT: '0', MQTT_TLS_CERT: server.certFile, MQTT_TLS_KEY: server.keyFile };
    const other = authority.issue('other');
    const wrong: [Record<string, string>, RegExp][] = [
      [
        { MQTT_TLS_CERT: '/nowhere.pem' },
        /^Mingchu cannot start\. MQTT_TLS_CERT: \/nowhere\.pem cannot be read/,
      ],
      [{ MQTT_TLS_KEY: other.keyFile }, /MQTT_TLS_KEY: .* does not belong to the certificate/],
      [{ MQTT_TLS_CA: server.keyFile }, /MQTT_TLS_CA: .* holds no certificate/],
    ];
    for (const [settings, line] of wrong) {
      const result = await runToEnd({ DATABASE_URL: world.url, ROLES: 'ingest', ...files, ...settings });
      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(line);
    }
  });
});
