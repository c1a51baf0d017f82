/**
 * PostgreSQL as a child of this process, its cluster in the data directory.
 *
 * States: *absent* → initdb → *stopped* → start → *ready* → stop → *stopped*. What can go wrong in between:
 * - We are killed: a small guard process notices the closed pipe and stops the server; if the guard was killed
 *   too, the next start finds the server by its pid file and adopts it.
 * - The server is killed: it is started again on the same port, so that the pools come back by themselves.
 * - Another Mingchu uses the directory: an advisory lock, held by a connection that dies with its process, says
 *   so, and we refuse.
 * The server's exit is never tied to terminal signals: it has its own process group and is stopped last.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, type ClusterOptions, openCluster, serverEnv } from './postgresCluster.ts';
import { isLivingPostgres, livingPostmaster } from './postmaster.ts';

export interface EmbeddedPostgres {
  /** URL of a database of this cluster; `mingchu` when not named. */
  url(database?: string): string;
  port: number;
  /** Stops the server, at most 4 s. */
  stop(): Promise<void>;
}

/** Any number that nothing else locks in the database `postgres`. */
const ownerLock = 7_042_001;
const startTimeoutMs = 60_000;
const stopTimeoutMs = 4000;
/** A log above this is begun anew at the next start. */
const maxLogBytes = 20 * 1024 * 1024;

/** Starts or adopts the server and makes the database `mingchu`. */
export async function startEmbeddedPostgres(options: ClusterOptions): Promise<EmbeddedPostgres> {
  const cluster = openCluster(options);
  let server: RunningServer | undefined;
  const found = livingPostmaster(cluster.dir);
  let port = found?.port ?? (await freePort());
  if (found) {
    cluster.log.info({ pid: found.pid, port }, 'found a PostgreSQL that outlived its process');
    server = await adopt(cluster, found);
    if (!server) port = await freePort();
  }
  server ??= await launch(cluster, port);
  const owner = await takeOwnership(cluster, port).catch(async (error: unknown) => {
    // Ours to stop only when we started it: an adopted one may belong to the process that holds the lock.
    if (server?.child) await halt(server);
    throw error;
  });
  return supervise(cluster, { server, owner, port });
}

interface RunningServer {
  pid: number;
  /** Undefined when adopted. */
  child?: ChildProcess;
  guard?: ChildProcess;
}

async function launch(cluster: Cluster, port: number): Promise<RunningServer> {
  const { binaries, user, dir, logFile } = cluster;
  if (existsSync(logFile) && statSync(logFile).size > maxLogBytes) truncateSync(logFile);
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    timezone: 'UTC',
    ...cluster.settings,
  };
  const args = [
    '-D',
    dir,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const output = openSync(logFile, 'a', 0o600);
  const child = spawn(binaries.postgres, args, {
    ...user,
    cwd: '/',
    env: serverEnv(),
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  const giveUpAt = performance.now() + startTimeoutMs;
  while (livingPostmaster(dir)?.status !== 'ready') {
    if (failure || child.exitCode !== null || child.signalCode !== null || performance.now() > giveUpAt) {
      child.kill('SIGKILL');
      throw new Error(`PostgreSQL did not start: ${failure?.message ?? ''}\n${lastLines(logFile)}`);
    }
    await sleep(10);
  }
  child.unref();
  const pid = child.pid as number;
  return { pid, child, guard: spawnGuard(pid) };
}

/** Stops the server when our end of its pipe closes without a word, that is, when we were killed. */
function spawnGuard(pid: number): ChildProcess {
  const script = `read -r word || kill -INT ${pid}`;
  const guard = spawn('/bin/sh', ['-c', script], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell there is no guard; the pid file still leads the next start to the server.
  guard.on('error', () => {});
  guard.stdin?.on('error', () => {});
  guard.unref();
  (guard.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return guard;
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}

/** Undefined when it was on its way out, or did not answer as our cluster and was stopped. */
async function adopt(
  cluster: Cluster,
  found: { pid: number; port: number },
): Promise<RunningServer | undefined> {
  const giveUpAt = performance.now() + startTimeoutMs;
  for (;;) {
    const postmaster = livingPostmaster(cluster.dir);
    if (!postmaster) return undefined;
    if (postmaster.status === 'ready' && (await answers(cluster, found.port))) {
      return { pid: found.pid, guard: spawnGuard(found.pid) };
    }
    if (postmaster.status === 'ready' || performance.now() > giveUpAt) {
      await halt({ pid: found.pid });
      return undefined;
    }
    await sleep(20);
  }
}

async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({ ...connection(cluster, port, 'postgres'), connectionTimeoutMillis: 3000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function connection(cluster: Cluster, port: number, database: string) {
  return { host: '127.0.0.1', port, user: 'mingchu', password: cluster.password, database };
}

/** Holds the owner's lock for as long as the answered connection lives; makes the application's database. */
async function takeOwnership(cluster: Cluster, port: number): Promise<pg.Client> {
  const client = new pg.Client({
    ...connection(cluster, port, 'postgres'),
    application_name: 'mingchu owner',
  });
  client.on('error', () => {});
  await client.connect();
  // A killed predecessor's connection takes a moment to be noticed.
  for (let attempt = 0; attempt < 30; attempt++) {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [
      ownerLock,
    ]);
    if (rows[0]?.got) {
      const { rowCount } = await client.query("select 1 from pg_database where datname = 'mingchu'");
      if (!rowCount) await client.query('create database mingchu');
      return client;
    }
    await sleep(100);
  }
  await client.end().catch(() => {});
  throw new Error(
    'DATA_DIR is in use by another running Mingchu: stop it, or set DATA_DIR to another directory',
  );
}

/** Starts the server again on the same port when it dies without being asked to. */
function supervise(
  cluster: Cluster,
  { server: first, owner: firstOwner, port }: { server: RunningServer; owner: pg.Client; port: number },
): EmbeddedPostgres {
  let server = first;
  let owner = firstOwner;
  let stopping = false;
  let recovery: Promise<void> = Promise.resolve();
  const watch = () =>
    owner.once('end', () => {
      if (!stopping) recovery = recover();
    });
  const recover = async () => {
    for (let attempt = 1; !stopping; attempt++) {
      try {
        if (!isLivingPostgres(server.pid)) {
          cluster.log.warn({ attempt }, 'PostgreSQL is gone: starting it again');
          dismissGuard(server);
          server = await launch(cluster, port);
        }
        owner = await takeOwnership(cluster, port);
        watch();
        return;
      } catch (error) {
        cluster.log.error({ err: error, attempt }, 'PostgreSQL could not be started again');
        await sleep(Math.min(200 * attempt, 2000));
      }
    }
  };
  watch();
  return {
    port,
    url: (database = 'mingchu') => `postgresql://mingchu:${cluster.password}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      stopping = true;
      await recovery;
      await owner.end().catch(() => {});
      await halt(server);
    },
  };
}

/** Fast shutdown, and a kill when that takes too long: the next start recovers from the write-ahead log. */
async function halt(server: RunningServer): Promise<void> {
  const killAt = performance.now() + stopTimeoutMs;
  let sent: NodeJS.Signals | undefined;
  while (isLivingPostgres(server.pid)) {
    const signal = performance.now() > killAt ? 'SIGKILL' : 'SIGINT';
    if (signal !== sent) process.kill(server.pid, signal);
    sent = signal;
    await sleep(10);
  }
  dismissGuard(server);
}

function dismissGuard(server: RunningServer): void {
  server.guard?.stdin?.end('done\n');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
