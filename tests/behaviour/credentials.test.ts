/** Credentials over HTTP and on the embedded broker: told once, replaced, revoked, used, refused. */
import type { CredentialView, IssuedCredential } from '@mingchu/shared/credentials';
import { openCredentialBook } from '@mingchu/server/credentials/credentialBook';
import { goodCredentials } from '@mingchu/server/credentials/credentialStore';
import { issueCredential, replaceCredential } from '@mingchu/server/credentials/issueCredential';
import { createRefusalRecord } from '@mingchu/server/credentials/recordRefusals';
import { startEmbeddedBroker } from '@mingchu/server/platform/mqtt/embeddedBroker';
import type { Broker } from '@mingchu/server/platform/mqtt/messageSource';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clock, type Doors, openDoors } from '../harness/accessWorld.ts';
import { recordingLog } from '../harness/log.ts';
import { manualClock } from '../harness/manualClock.ts';
import { quiet, until } from '../harness/publishers.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { seed } from './ingestWorld.ts';
import { signIn, startWebServer, type WebServer } from './webServer.ts';

const world = testDatabase();
let web: WebServer;
let doors: Doors;
let broker: Broker;
let url: string;
let admin: string;
const heard: string[] = [];
const clients: MqttClient[] = [];

beforeAll(async () => {
  await seed(world.db);
  web = await startWebServer({ db: world.db, clock });
  admin = await signIn(web.address, 'admin');
  doors = await openDoors(world.db);
  broker = await startEmbeddedBroker({
    port: 0,
    dataDir: '',
    clock,
    log: recordingLog().log,
    access: doors.access,
  });
  url = broker.url.replace('localhost', '127.0.0.1');
  await broker.source.start(({ topic, username }, taken) => {
    heard.push(`${username} ${topic}`);
    taken();
  });
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await broker.stop();
  await doors.book.close();
  await web.close();
});

async function ask<Body>(method: string, path: string, body?: object, cookie = admin) {
  const response = await fetch(`${web.address}/api/v1/admin/credentials${path}`, {
    method,
    headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

async function issue(siteId = 's1'): Promise<IssuedCredential> {
  const { body } = await ask<IssuedCredential>('POST', '', { siteId, label: '后厨网关' });
  await untilBrokerKnows(body);
  return body;
}

/** The broker hears of a new credential by notification, a moment after the answer over HTTP. */
const untilBrokerKnows = ({ credential, secret }: IssuedCredential) =>
  until(() => 'siteId' in doors.book.verify(credential.username, Buffer.from(secret)));

async function connect({ credential, secret }: IssuedCredential, clientId?: string): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, {
    username: credential.username,
    password: secret,
    reconnectPeriod: 0,
    ...(clientId && { clientId }),
  });
  clients.push(client);
  return client;
}

const audit = async (act: string) =>
  world.db.query<{ subjectId: string; actor: string; reason: string; detail: Record<string, unknown> }>(
    `select subject_id as "subjectId", actor, reason, detail from audit where act = $1 order by id`,
    [act],
  );

describe('credentials over HTTP', () => {
  it('[IS1] tells the secret once, keeps a hash, and writes down who made it', async () => {
    const { status, body } = await ask<IssuedCredential>('POST', '', { siteId: 's3', label: '后厨网关' });
    expect(status).toBe(201);
    expect(body.credential).toMatchObject({
      username: 's3~1',
      siteId: 's3',
      label: '后厨网关',
      state: 'good',
      createdBy: 'admin',
      lastUsedAt: null,
    });
    expect(body.secret).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
    const list = await ask<{ items: CredentialView[] }>('GET', '?siteId=s3');
    expect(list.body.items).toEqual([body.credential]);
    const stored = JSON.stringify(await world.db.query('select * from site_credential'));
    expect(stored).not.toContain(body.secret);
    expect(await audit('credential-issued')).toMatchObject([{ subjectId: 's3~1', actor: 'admin' }]);
    expect(JSON.stringify(await audit('credential-issued'))).not.toContain(body.secret);
  });

  it('[IS1] is for administrators, for sites that exist, and for so many of a site', async () => {
    const duty = await signIn(web.address, 'duty');
    expect((await ask('GET', '', undefined, duty)).status).toBe(403);
    expect((await ask('POST', '', { siteId: 's4', label: 'x' }, duty)).status).toBe(403);
    expect(await ask('POST', '', { siteId: 's99', label: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'site-not-found' },
    });
    const made = await Promise.all(
      Array.from({ length: 25 }, () => ask<{ code?: string }>('POST', '', { siteId: 's4', label: 'x' })),
    );
    expect(made.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(made.filter(({ body }) => body.code === 'too-many-credentials')).toHaveLength(5);
    const names = new Set<string>();
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { body: { items: CredentialView[]; nextCursor: string | null } } = await ask(
        'GET',
        `?siteId=s4&limit=7${cursor && `&cursor=${cursor}`}`,
      );
      for (const { username } of page.body.items) names.add(username);
      cursor = page.body.nextCursor;
    }
    expect(names.size).toBe(20);
  });
});

describe('credentials on the embedded broker', () => {
  it('[IS3] a topic of a family is moved below the mount of the site that signed in, and so is what comes back', async () => {
    const client = await connect(await issue('s5'));
    const answers: string[] = [];
    client.on('message', (topic, payload) => answers.push(`${topic} ${payload.toString()}`));
    await client.subscribeAsync(['spBv1.0/+/NCMD/+'], { qos: 1 });
    await client.publishAsync('mingchu/at/s5/spBv1.0/g/NCMD/edge', 'rebirth', { qos: 1 });
    await client.publishAsync('zigbee2mqtt/fridge', '{}', { qos: 1 });
    await until(() => answers.length === 1);
    expect(answers).toEqual(['spBv1.0/g/NCMD/edge rebirth']);
    expect(heard.splice(0)).toEqual([
      's5~1 mingchu/at/s5/spBv1.0/g/NCMD/edge',
      's5~1 mingchu/at/s5/zigbee2mqtt/fridge',
    ]);
    await client.unsubscribeAsync('spBv1.0/+/NCMD/+');
    await client.publishAsync('spBv1.0/g/NCMD/edge', 'again', { qos: 1 });
    await quiet(() => answers.length);
    expect(answers).toHaveLength(1);
    heard.length = 0;
  });

  it('[IS3] a last will is held to the same rules', async () => {
    const mine = await issue('s5');
    const dies = async (topic: string) => {
      const client = await mqtt.connectAsync(url, {
        username: mine.credential.username,
        password: mine.secret,
        reconnectPeriod: 0,
        will: { topic, payload: Buffer.from('{}'), qos: 1, retain: false },
      });
      client.stream.destroy();
    };
    await dies('mingchu/v1/s2/fridge/status');
    await dies('mingchu/v1/s5/fridge/status');
    await until(() => heard.length === 1);
    await quiet(() => heard.length);
    expect(heard.splice(0)).toEqual([`${mine.credential.username} mingchu/v1/s5/fridge/status`]);
  });

  it('[IS4] a site cannot throw out the device of another by its client id', async () => {
    const [mine, theirs] = [
      await connect(await issue('s1'), 'gateway'),
      await connect(await issue('s2'), 'gateway'),
    ];
    await mine.publishAsync('mingchu/v1/s1/fridge/telemetry', '{}', { qos: 1 });
    await theirs.publishAsync('mingchu/v1/s2/fridge/telemetry', '{}', { qos: 1 });
    expect([mine.connected, theirs.connected]).toEqual([true, true]);
    heard.length = 0;
  });

  it('[IS5] what is refused is in the audit trail once, whatever it holds', async () => {
    const { log, lines } = recordingLog();
    const record = createRefusalRecord({ db: world.db, clock, log });
    const refusal = {
      what: 'publish',
      reason: 'not-of-this-site',
      siteId: 's1',
      address: '10.0.0.7',
    } as const;
    for (let n = 0; n < 3; n++)
      record({ ...refusal, username: 's1~1\u0000', topic: `mingchu/v1/s2/\ud800${'x'.repeat(500)}` });
    await until(async () => (await audit('broker-refused-publish')).length > 0);
    await quiet(() => lines.length);
    const entries = await audit('broker-refused-publish');
    expect(entries).toMatchObject([
      {
        subjectId: 's1~1\ufffd',
        actor: 'system',
        reason: 'not-of-this-site',
        detail: { address: '10.0.0.7' },
      },
    ]);
    expect(lines.map(({ message }) => message)).toEqual(['broker refused: publish']);
  });

  it('[IS9] an old secret stays good beside the new one, and ends when the new one is used', async () => {
    const old = await issue('s6');
    const client = await connect(old);
    await until(async () => {
      const { body } = await ask<{ items: CredentialView[] }>('GET', '?siteId=s6');
      return body.items[0]?.lastUsedAt !== null;
    });
    const replaced = await ask<IssuedCredential>('POST', `/${old.credential.username}/replace`, {
      overlapH: 24,
      endAtFirstUse: true,
    });
    expect(replaced).toMatchObject({
      status: 201,
      body: { credential: { username: 's6~2', replaces: 's6~1' } },
    });
    await (await connect(old)).endAsync();
    expect(client.connected).toBe(true);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    await untilBrokerKnows(replaced.body);
    await connect(replaced.body);
    await closed;
    await expect(connect(old)).rejects.toMatchObject({ code: 5 });
    expect((await ask<{ items: CredentialView[] }>('GET', '?siteId=s6')).body.items).toMatchObject([
      { username: 's6~2', state: 'good' },
      { username: 's6~1', state: 'ended', endReason: 'replaced' },
    ]);
    expect(await audit('credential-ended')).toMatchObject([{ subjectId: 's6~1', reason: 'successor-used' }]);
  });

  it('[IS9] an old secret ends when its time is over, and the broker hears of it', async () => {
    const moved = manualClock();
    const deps = { db: world.db, clock: moved };
    const body = { siteId: 's8', label: '后厨网关' };
    const { credential, secret } = await issueCredential(deps, { body, actor: 'admin' });
    const { username } = credential;
    const overlap = { overlapH: 1, endAtFirstUse: false };
    const next = await replaceCredential(deps, { username, body: overlap, actor: 'admin' });
    const book = await openCredentialBook({ ...deps, log: recordingLog().log });
    let told = 0;
    book.onChanged(() => {
      told += 1;
    });
    const asks = () => book.verify(username, Buffer.from(secret));
    expect(asks()).toEqual({ siteId: 's8' });
    await moved.advance(3_599_000);
    expect([asks(), told]).toEqual([{ siteId: 's8' }, 0]);
    await moved.advance(11_000);
    expect([asks(), told]).toEqual([{ refused: 'credential-ended' }, 1]);
    expect(book.verify(next.credential.username, Buffer.from(next.secret))).toEqual({ siteId: 's8' });
    await book.close();
  });

  it('[IS9] a revoked credential ends at once, with its connections, and cannot be revived', async () => {
    const issued = await issue('s7');
    const client = await connect(issued);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    const path = `/${issued.credential.username}`;
    const revoked = await ask<CredentialView>('POST', `${path}/revoke`, { reason: '设备丢失' });
    expect(revoked).toMatchObject({ status: 200, body: { state: 'ended', endReason: 'revoked' } });
    await closed;
    await expect(connect(issued)).rejects.toMatchObject({ code: 5 });
    const again = { overlapH: 0, endAtFirstUse: false };
    expect(await ask('POST', `${path}/replace`, again)).toMatchObject({
      status: 409,
      body: { code: 'credential-ended' },
    });
    expect(await audit('credential-revoked')).toMatchObject([{ detail: { why: '设备丢失' } }]);
    expect((await goodCredentials(world.db, clock.date())).map(({ username }) => username)).not.toContain(
      's7~1',
    );
  });
});
