/**
 * Brings a database to the schema of this version: our plain SQL files in order, then BullMQ's own. Forward
 * only, under an advisory lock, so that any number of processes may start at once.
 */
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import type { Logger } from '../log.ts';
import { migrateQueue } from '../queue/queueSchema.ts';

export interface MigrateOptions {
  databaseUrl: string;
  log: Logger;
}

const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
const migrationsTable = 'pgmigrations';

/** `timescale` or `plain`: which file of a migration that exists in two forms is run. */
export type TimeSeriesFlavour = 'timescale' | 'plain';

export async function migrate({ databaseUrl, log }: MigrateOptions): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'mingchu migrate' });
  client.on('error', (error) => log.error({ err: error }, 'connection lost while migrating'));
  await client.connect();
  try {
    await runMigrations(client, { log });
    await migrateQueue(client);
  } finally {
    await client.end();
  }
}

/** Our files only, on an open connection: all that are not done, or `count` of them at most. */
export async function runMigrations(
  client: Pick<pg.Client, 'query'>,
  { log, count = Infinity }: { log: Logger; count?: number },
): Promise<TimeSeriesFlavour> {
  const flavour = await timeSeriesFlavour(client);
  const other: TimeSeriesFlavour = flavour === 'plain' ? 'timescale' : 'plain';
  const done = await runner({
    dbClient: client as pg.Client,
    dir: migrationsDir,
    ignorePattern: `(\\..*|.*\\.${other}\\.sql)`,
    migrationsTable,
    direction: 'up',
    count,
    advisoryLockMode: 'wait',
    logger: {
      debug: (message) => log.debug(message),
      // Its progress lines say less than the one below.
      info: (message) => log.debug(message),
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
  });
  if (done.length > 0)
    log.info({ migrations: done.map(({ name }) => name), flavour }, 'migrated the database');
  return flavour;
}

/** What this database was begun with; for a new one, TimescaleDB when its server has it. */
async function timeSeriesFlavour(client: Pick<pg.Client, 'query'>): Promise<TimeSeriesFlavour> {
  const begun = await client.query<{ kind: string }>(
    "select relkind as kind from pg_class where oid = to_regclass('reading')",
  );
  if (begun.rows[0]) return begun.rows[0].kind === 'p' ? 'plain' : 'timescale';
  const available = await client.query("select 1 from pg_available_extensions where name = 'timescaledb'");
  return available.rows.length > 0 ? 'timescale' : 'plain';
}
