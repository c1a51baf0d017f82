import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@mingchu/server/platform/embedded/embeddedPostgres';
import { isLivingPostgres, livingPostmaster } from '@mingchu/server/platform/embedded/postmaster';
import { openDatabase } from '@mingchu/server/platform/postgres/database';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { quietLog } from '../harness/log.ts';

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'mingchu-embedded-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await vi.waitFor(() => expect(postmaster()).toBeUndefined(), { timeout: 20_000 });
  rmSync(dataDir, { recursive: true, force: true });
});

const postmaster = () => livingPostmaster(path.join(dataDir, 'postgres'));

/** A process of its own that runs the server until it is ended. */
async function runInChild(): Promise<ChildProcess> {
  const entry = new URL('../../server/src/platform/embedded/embeddedPostgres.ts', import.meta.url).href;
  const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(entry)});
    const silent = () => {};
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log });
    process.stdout.write('ready');
    setInterval(() => {}, 1000);`;
  const args = ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', () => reject(new Error('the child ended')));
  });
  return child;
}

it('keeps its data over a restart, in UTF-8 with the builtin locale, for nobody but us', async () => {
  const first = await startEmbeddedPostgres({ dataDir, log: quietLog });
  let db = openDatabase({ url: first.url(), maxConnections: 1, onError: () => {} });
  await db.query('create table word (text text); ');
  await db.query("insert into word values ('厨房')");
  const [facts] = await db.query(
    `select length(text) as length, pg_encoding_to_char(encoding) as encoding, datlocprovider as provider,
            datlocale as locale, current_setting('listen_addresses') as addresses
     from word, pg_database where datname = 'mingchu'`,
  );
  expect(facts).toEqual({
    length: 2,
    encoding: 'UTF8',
    provider: 'b',
    locale: 'C.UTF-8',
    addresses: '127.0.0.1',
  });
  expect(statSync(path.join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
  await db.close();
  await first.stop();
  expect(postmaster()).toBeUndefined();

  const second = await startEmbeddedPostgres({ dataDir, log: quietLog });
  db = openDatabase({ url: second.url(), maxConnections: 1, onError: () => {} });
  expect(await db.query('select text from word')).toEqual([{ text: '厨房' }]);
  await db.close();
  await second.stop();
});

it('leaves no server behind when its process is killed', async () => {
  const child = await runInChild();
  const server = postmaster();
  if (!server) throw new Error('no server');
  child.kill('SIGKILL');
  await vi.waitFor(() => expect(isLivingPostgres(server.pid)).toBe(false), { timeout: 20_000 });
});

it('adopts a server that nobody owns any more', async () => {
  const child = await runInChild();
  const orphan = postmaster();
  if (!orphan) throw new Error('no server');
  // The guard goes first, as when a whole process group is killed.
  const guard = childrenOf(child.pid as number).find((pid) =>
    commandOf(pid).includes(`kill -INT ${orphan.pid}`),
  );
  process.kill(guard as number, 'SIGKILL');
  child.kill('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isLivingPostgres(orphan.pid)).toBe(true);
  const adopted = await startEmbeddedPostgres({ dataDir, log: quietLog });
  expect(postmaster()?.pid).toBe(orphan.pid);
  await adopted.stop();
  expect(postmaster()).toBeUndefined();
});

it('refuses a directory that another process uses, and leaves that one alone', async () => {
  const first = await startEmbeddedPostgres({ dataDir, log: quietLog });
  await expect(startEmbeddedPostgres({ dataDir, log: quietLog })).rejects.toThrow(
    'in use by another running Mingchu',
  );
  expect(postmaster()?.port).toBe(first.port);
  await first.stop();
});

it('comes back by itself on the same port when the server is killed', async () => {
  const server = await startEmbeddedPostgres({ dataDir, log: quietLog });
  const before = postmaster();
  process.kill(before?.pid as number, 'SIGKILL');
  const db = openDatabase({ url: server.url(), maxConnections: 1, onError: () => {} });
  await vi.waitFor(async () => expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]), {
    timeout: 20_000,
  });
  expect(postmaster()?.pid).not.toBe(before?.pid);
  await db.close();
  await server.stop();
  expect(postmaster()).toBeUndefined();
});

it('refuses a cluster of another major version in one line', async () => {
  const server = await startEmbeddedPostgres({ dataDir, log: quietLog });
  await server.stop();
  const versionFile = path.join(dataDir, 'postgres', 'PG_VERSION');
  const version = readFileSync(versionFile, 'utf8');
  writeFileSync(versionFile, '11\n');
  await expect(startEmbeddedPostgres({ dataDir, log: quietLog })).rejects.toThrow(
    /holds a PostgreSQL 11 cluster/,
  );
  writeFileSync(versionFile, version);
});

function childrenOf(parent: number): number[] {
  return readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').map(Number);
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}
