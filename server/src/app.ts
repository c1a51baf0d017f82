/**
 * The composition root: which side of every swappable part runs, and who is handed what. Nothing else knows.
 * Parts open in the order of the data's path from the end to the start (database, queue, dispatch, rules, screens,
 * intake), so that nothing arrives before there is somebody to take it; they close in reverse.
 */
import path from 'node:path';
import { type Config, serverDir, SettingError } from './config.ts';
import type { DispatchDeps } from './dispatch/dispatchDeps.ts';
import { loadPolicy } from './dispatch/loadPolicy.ts';
import { startDispatch } from './dispatch/startDispatch.ts';
import { openChannels } from './notify/openChannels.ts';
import { startNotify } from './notify/startNotify.ts';
import { ensureDemoAccounts, ensureFirstAdmin } from './platform/auth/firstAccounts.ts';
import { type Clock, createClock } from './platform/clock.ts';
import { type Closing, createClosing } from './platform/closing.ts';
import { startEmbeddedPostgres } from './platform/embedded/embeddedPostgres.ts';
import type { Logger } from './platform/log.ts';
import { createLogger, type CountedLogger } from './platform/observability/logger.ts';
import { createMetrics, type Metrics } from './platform/observability/metrics.ts';
import { type Database, openDatabase } from './platform/postgres/database.ts';
import { migrate } from './platform/postgres/migrate.ts';
import { maintainTimeSeries } from './platform/postgres/timeSeries.ts';
import { createQueue } from './platform/queue/bullQueue.ts';
import type { JobQueue } from './platform/queue/queue.ts';
import { openRegistryCache } from './registry/openRegistryCache.ts';
import type { RegistryCache } from './registry/registryCache.ts';

export interface App {
  /** Undefined without the role `web`. */
  url: string | undefined;
  /** Where devices publish; undefined without the role `ingest`. */
  mqttUrl: string | undefined;
  /** Where the data is, for people. */
  dataAt: string;
  databaseUrl: string;
  clock: Clock;
  /** What to print once: the demo's accounts, or the first administrator just made. */
  accounts: { usernames: string; password: string } | undefined;
  close(): Promise<void>;
}

/** Equal to the rows that the first migration puts into `shard`. */
export const shardCount = 4;
/** Connections of this process to the database, besides those of the queue. */
const maxConnections = 20;
const maintainEveryMs = 3_600_000;
const connectTimeoutMs = 5000;

/** What every role is handed. */
interface Core {
  config: Config;
  log: Logger;
  clock: Clock;
  db: Database;
  queue: JobQueue;
  registry: RegistryCache;
  metrics: Metrics;
  closing: Closing;
}

/** Starts the roles of `config`. Throws a SettingError for what people can mend; then nothing is left open. */
export async function startApp(
  config: Config,
  { log, errorCount }: CountedLogger = createLogger(config.logLevel),
): Promise<App> {
  const closing = createClosing(log);
  try {
    const clock = createClock({
      speed: config.clockSpeed,
      ...(config.clockStart === undefined ? {} : { startAt: config.clockStart }),
    });
    const databaseUrl = config.databaseUrl ?? (await startDatabase(config, { log, closing }));
    const core = await openCore(config, { log, clock, closing, databaseUrl });
    core.metrics.gauge('mingchu_logged_errors', 'Lines logged as error since start', errorCount);
    const accounts = await firstAccounts(core);
    if (config.roles.has('worker')) await startWorker(core);
    return {
      url: undefined,
      mqttUrl: undefined,
      dataAt: config.databaseUrl ? hiddenPassword(config.databaseUrl) : config.dataDir,
      databaseUrl,
      clock,
      accounts,
      close: () => closing.closeAll(),
    };
  } catch (error) {
    await closing.closeAll();
    throw error;
  }
}

async function startDatabase(config: Config, { log, closing }: { log: Logger; closing: Closing }): Promise<string> {
  try {
    const server = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
    closing.add('embedded database', server.stop);
    return server.url();
  } catch (error) {
    throw new SettingError('DATA_DIR', (error as Error).message, { cause: error });
  }
}

async function openCore(
  config: Config,
  { log, clock, closing, databaseUrl }: { log: Logger; clock: Clock; closing: Closing; databaseUrl: string },
): Promise<Core> {
  await naming('DATABASE_URL', databaseUrl, () =>
    within(connectTimeoutMs * 12, migrate({ databaseUrl, log })),
  );
  const db = openDatabase({
    url: databaseUrl,
    maxConnections,
    onError: (error) => log.warn({ err: error }, 'database connection lost'),
  });
  closing.add('database', db.close);
  await maintainTimeSeries(db, clock.date());
  const queueOptions = config.redisUrl ? { redisUrl: config.redisUrl } : { databaseUrl };
  const queue = await naming('REDIS_URL', config.redisUrl ?? '', () =>
    createQueue({ ...queueOptions, shardCount, clock, log }),
  );
  closing.add('queue', queue.close);
  const registry = await openRegistryCache({ db, log });
  closing.add('registry', registry.close);
  const metrics = createMetrics();
  metrics.gauge('mingchu_queue_jobs', 'Jobs waiting or delayed', () => queue.depth());
  metrics.gauge('mingchu_sites', 'Sites in the registry', () => registry.sites.size);
  return { config, log, clock, db, queue, registry, metrics, closing };
}

/** Says which variable names the server that did not answer. */
async function naming<Result>(variable: string, url: string, open: () => Promise<Result>): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    const reason = (error as Error).message || (error as NodeJS.ErrnoException).code;
    throw new SettingError(variable, `${hiddenPassword(url)} cannot be used: ${reason}`, { cause: error });
  }
}

/** Connection and sign-in failures; anything else is a fault of ours and keeps its stack. */
function isUnreachable(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    typeof code === 'string' &&
    (/^(ECONN|ENOTFOUND|EHOST|ENET|ETIMEDOUT|EAI_|EACCES|ENOENT)/.test(code) || /^(28|3D|57P|53)/.test(code))
  );
}

function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`no answer within ${limitMs / 1000} s`), { code: 'ETIMEDOUT' }));
    }, limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function hiddenPassword(url: string): string {
  return url.replace(/\/\/([^/@:]*):[^/@]*@/, '//$1:…@');
}

async function firstAccounts({ config, db, clock }: Core): Promise<App['accounts']> {
  const now = clock.date();
  const password = config.demoPassword;
  if (config.demo) {
    if (!password) throw new SettingError('DEMO_PASSWORD', 'must be set when DEMO is 1 (npm start makes one)');
    await ensureDemoAccounts(db, { password, now });
    return { usernames: 'duty, chief, admin, inspector01 …', password };
  }
  const made = await ensureFirstAdmin(db, { now, ...(password ? { password } : {}) });
  return made ? { usernames: made.username, password: made.password } : undefined;
}

async function startWorker(core: Core): Promise<void> {
  const { db, clock, log, closing } = core;
  const stop = clock.setRepeating(maintainEveryMs, () => {
    maintainTimeSeries(db, clock.date()).catch((error: unknown) => {
      log.error({ err: error }, 'care of the time series failed');
    });
  });
  closing.add('care of the time series', stop);
}
