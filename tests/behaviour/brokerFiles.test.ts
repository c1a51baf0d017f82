/** What is written for brokers of their own: Mosquitto takes up a change while it runs, and what EMQX asks is answered. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { replaceCredential, revokeCredential } from '@mingchu/server/credentials/issueCredential';
import { emqxAccountQuery, emqxFiles, emqxGrantQuery } from '@mingchu/server/credentials/emqxFiles';
import { mosquittoConf } from '@mingchu/server/credentials/mosquittoConf';
import { keepMosquittoFiles } from '@mingchu/server/credentials/writeBrokerFiles';
import mqtt from 'mqtt';
import { pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clock, issue, type Secret } from '../harness/accessWorld.ts';
import { quietLog } from '../harness/log.ts';
import { hasMosquitto } from '../harness/mosquitto.ts';
import { freePort, waitForPort } from '../harness/ports.ts';
import { until } from '../harness/publishers.ts';
import { runToEnd } from '../harness/roleProcess.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { seed } from './ingestWorld.ts';

const world = testDatabase();
const intake = { username: 'mingchu', password: 'of-intake' };
let dir: string;
let first: Secret;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'mingchu-files-'));
  await seed(world.db);
  first = await issue(world.db, 's1');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const script = new URL('../../deploy/mosquitto-follow.sh', import.meta.url).pathname;

describe.skipIf(!hasMosquitto)('the files of Mosquitto', () => {
  it('[IS10] follow every change, and Mosquitto them, without a restart', async () => {
    const stopKeeping = await keepMosquittoFiles({ db: world.db, clock, log: quietLog }, { dir, intake });
    expect(statSync(path.join(dir, 'passwords')).mode & 0o077).toBe(0);
    const port = await freePort();
    const conf = path.join(dir, 'mosquitto.conf');
    const doors = { clear: { address: '127.0.0.1', port }, tls: null, maxConnections: 100 };
    writeFileSync(conf, `${mosquittoConf(doors, { dir, dataDir: dir })}user ${userInfo().username}\n`);
    const server: ChildProcess = spawn('sh', [script, conf, dir, '0.2'], {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/usr/local/sbin` },
    });
    const gone = new Promise<number | null>((resolve) => server.once('exit', resolve));
    await waitForPort(port, server);
    const signIn = ({ username, password }: Secret) =>
      mqtt
        .connectAsync(`mqtt://127.0.0.1:${port}`, { username, password, reconnectPeriod: 0 })
        .then(async (client) => {
          await client.endAsync(true);
          return 0;
        })
        .catch((error: { code: number }) => error.code);
    expect(await signIn(intake)).toBe(0);
    expect(await signIn(first)).toBe(0);
    const second = await issue(world.db, 's2');
    await until(async () => (await signIn(second)) === 0);
    await revokeCredential(
      { db: world.db, clock },
      { username: first.username, reason: 'lost', actor: 'admin' },
    );
    await until(async () => (await signIn(first)) === 5);
    expect(await signIn(second)).toBe(0);
    await stopKeeping();
    server.kill('SIGTERM');
    expect(await gone).toBe(0);
  });

  it('[IS10] are written by the command, with the account that MQTT_URL holds', async () => {
    const out = path.join(dir, 'out');
    const settings = { DATABASE_URL: world.url, MQTT_URL: 'mqtt://mingchu:of-intake@broker:1883' };
    expect(await runToEnd(settings, 'broker-config', 'mosquitto', '--out', out)).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(readFileSync(path.join(out, 'passwords'), 'utf8')).toMatch(/^mingchu:\$7\$100000\$/);
    expect(readFileSync(path.join(out, 'acl'), 'utf8')).toContain('user s2~1\ntopic write mingchu/v1/s2/#\n');
    const { code, stderr } = await runToEnd(
      { DATABASE_URL: world.url },
      'broker-config',
      'emqx',
      '--out',
      out,
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Mingchu cannot start\. MQTT_URL: must be set/);
  });
});

const nft = ['/usr/sbin/nft', '/sbin/nft'].find((file) => existsSync(file));
/** A check asks the kernel, which answers administrators of a network only. */
const mayCheck =
  nft !== undefined &&
  spawnSync(nft, ['-c', '-f', '/dev/null']).status === 0 &&
  spawnSync(nft, ['list', 'tables']).status === 0;

describe('the limits of rates for Mosquitto', () => {
  const out = () => path.join(dir, 'firewall');
  const write = async (...args: string[]) => {
    const settings = { DATABASE_URL: world.url, MQTT_URL: 'mqtt://mingchu:of-intake@broker:1883' };
    return runToEnd(settings, 'broker-config', 'mosquitto', '--out', out(), ...args);
  };
  const tls = ['--tls-cert', '/c', '--tls-key', '/k', '--tls-ca', '/a', '--cert-port', '10.0.0.5:8884'];

  it('[IS20] are written for the ports that are open, by address, in a table that replaces itself', async () => {
    expect(await write('--port', '1884', ...tls)).toMatchObject({ code: 0, stderr: '' });
    const text = readFileSync(path.join(out(), 'broker.nft'), 'utf8');
    expect(text).toContain('tcp dport { 1884, 8883, 8884 } jump limits');
    expect(text).toContain('limit rate over 500/second burst 5000 packets');
    expect(text).toContain('limit rate over 16777216 bytes/second burst 67108864 bytes');
    expect(text.indexOf('delete table inet mingchu_broker')).toBeGreaterThan(0);
    expect(await write('--address-bytes', '2000000')).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(out(), 'broker.nft'), 'utf8')).toContain('rate over 2000000 bytes/second');
    expect((await write('--address-bytes', '10')).stderr).toMatch(/--address-bytes must be a number/);
  });

  it.runIf(mayCheck)('[IS20] are a ruleset that nftables takes, and takes again', async () => {
    expect(await write('--port', '1884', ...tls)).toMatchObject({ code: 0 });
    const file = path.join(out(), 'broker.nft');
    expect(spawnSync(nft as string, ['-c', '-f', file], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });
});

describe('the configuration of EMQX', () => {
  it('[IS10] asks for hashes and grants that our database answers, of good credentials only', async () => {
    const issued = await issue(world.db, 's3');
    const { rows } = await world.db.pool.query<{ password_hash: string; salt: string }>(emqxAccountQuery, [
      issued.username,
    ]);
    const [account] = rows;
    // EMQX derives 64 bytes in one round and compares the lower-case hex.
    const derived = pbkdf2Sync(issued.password, account?.salt ?? '', 1, 64, 'sha512').toString('hex');
    expect(account?.password_hash).toBe(derived);
    const grants = () => world.db.pool.query(emqxGrantQuery, [issued.username]);
    expect((await grants()).rows).toEqual([
      { permission: 'allow', action: 'publish', topic: 'mingchu/v1/s3/#' },
      { permission: 'allow', action: 'publish', topic: 'mingchu/at/s3/#' },
      { permission: 'allow', action: 'subscribe', topic: 'mingchu/at/s3/#' },
    ]);
    const { username } = issued;
    const body = { overlapH: 0, endAtFirstUse: false };
    const next = await replaceCredential({ db: world.db, clock }, { username, body, actor: 'admin' });
    expect((await grants()).rows).toEqual([]);
    expect((await world.db.pool.query(emqxGrantQuery, [next.credential.username])).rows).toHaveLength(3);
  });

  it('[IS10] names both sources in balanced brackets, and the least rights in the database', async () => {
    const there = {
      server: 'timescaledb:5432',
      database: 'mingchu',
      password: "it's",
      dir: '/opt/emqx/etc/mingchu',
      doors: { clear: { address: null, port: 1883 }, tls: null, maxConnections: 100 },
    };
    const files = emqxFiles(intake, there);
    const conf = files['emqx-access.conf'];
    const bare = conf.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
    for (const [open, close] of ['{}', '[]'])
      expect(bare.split(open as string)).toHaveLength(bare.split(close as string).length);
    expect(conf).toContain(
      'password_hash_algorithm { name = pbkdf2, mac_fun = sha512, iterations = 1, dk_length = 64 }',
    );
    expect(conf.match(/where username = \$\{username\}/g)).toHaveLength(2);
    expect(conf).not.toContain('$1');
    expect(conf).toContain('no_match = deny');
    expect(files['emqx-accounts.csv']).toBe('user_id,password,is_superuser\nmingchu,of-intake,false\n');
    await world.db.pool.query(files['emqx-role.sql']);
    const { rows } = await world.db.pool.query<{ privilege: string }>(
      `select distinct table_name || ' ' || privilege_type as privilege
       from information_schema.column_privileges where grantee = 'mingchu_emqx'`,
    );
    expect(rows).toEqual([{ privilege: 'site_credential SELECT' }]);
    await world.db.pool.query('drop owned by mingchu_emqx; drop role mingchu_emqx');
  });
});
