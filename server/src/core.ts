/** What every role stands on: database, queue, registry, metrics; embedded or on servers that the settings name. */
import { type Config, SettingError } from './config.ts';
import type { Clock } from './platform/clock.ts';
import type { Closing } from './platform/closing.ts';
import { startEmbeddedPostgres } from './platform/embedded/embeddedPostgres.ts';
import type { Logger } from './platform/log.ts';
import { createMetrics, type Metrics } from './platform/observability/metrics.ts';
import { type Database, openDatabase } from './platform/postgres/database.ts';
import { migrate } from './platform/postgres/migrate.ts';
import { maintainTimeSeries } from './platform/postgres/timeSeries.ts';
import { createQueue } from './platform/queue/bullQueue.ts';
import type { JobQueue } from './platform/queue/queue.ts';
import { within } from './platform/within.ts';
import { openRegistryCache } from './registry/openRegistryCache.ts';
import type { RegistryCache } from './registry/registryCache.ts';

export interface Core {
  config: Config;
  log: Logger;
  clock: Clock;
  db: Database;
  databaseUrl: string;
  queue: JobQueue;
  registry: RegistryCache;
  metrics: Metrics;
  closing: Closing;
}

/** Equal to the rows that the first migration puts into `shard`. */
export const shardCount = 4;
/** Connections of this process to the database, besides those of the queue. */
const maxConnections = 20;
/** Migrations of a large database take their time; a server that is not there answers sooner. */
const migrateTimeoutMs = 600_000;

/** The embedded PostgreSQL, unless the settings name a server. */
async function databaseAddress(
  config: Config,
  { log, closing }: { log: Logger; closing: Closing },
): Promise<string> {
  if (config.databaseUrl) return config.databaseUrl;
  try {
    const server = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
    closing.add('embedded database', server.stop);
    return server.url();
  } catch (error) {
    throw new SettingError('DATA_DIR', (error as Error).message, { cause: error });
  }
}

/** Opens all of it and remembers in `closing` how to close it. Throws a SettingError when a server is not there. */
export async function openCore(
  config: Config,
  { log, clock, closing }: { log: Logger; clock: Clock; closing: Closing },
): Promise<Core> {
  const databaseUrl = await databaseAddress(config, { log, closing });
  await naming('DATABASE_URL', databaseUrl, () => within(migrateTimeoutMs, migrate({ databaseUrl, log })));
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
  return { config, log, clock, db, databaseUrl, queue, registry, metrics, closing };
}

/** Says which variable names the server that did not answer. */
export async function naming<Result>(
  variable: string,
  url: string,
  open: () => Promise<Result>,
): Promise<Result> {
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

/** An address without the password in it, for people. */
export function hiddenPassword(url: string): string {
  return url.replace(/\/\/([^/@:]*):[^/@]*@/, '//$1:…@');
}
