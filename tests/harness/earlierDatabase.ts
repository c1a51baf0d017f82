/** A database as an earlier version left it, for tests of what a migration makes of what is there. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runMigrations } from '@mingchu/server/platform/postgres/migrate';
import pg from 'pg';
import { inject } from 'vitest';
import './globalSetup.ts';
import { quietLog } from './log.ts';
import { createEmpty } from './postgres.ts';

const migrations = fileURLToPath(new URL('../../server/migrations', import.meta.url));

export interface EarlierDatabase {
  /** Rows of a statement, on the one connection. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Runs the next migration, the one that it was opened before. */
  migrateOne(): Promise<void>;
  /** Runs all that are left, as a start of this version does. */
  migrateAll(): Promise<void>;
  close(): Promise<void>;
}

/** Empty, with every migration before the one whose number this is. */
export async function openDatabaseBefore(number: string): Promise<EarlierDatabase> {
  // A migration in two forms counts once.
  const names = new Set(readdirSync(migrations).map((file) => file.slice(0, number.length)));
  if (!names.has(number)) throw new Error(`there is no migration ${number}`);
  const client = new pg.Client({ connectionString: await createEmpty(inject('postgresAdminUrl')) });
  await client.connect();
  const migrate = async (count?: number) => {
    await runMigrations(client, { log: quietLog, ...(count !== undefined && { count }) });
  };
  await migrate([...names].filter((name) => name < number).length);
  return {
    query: async <Row extends object>(text: string, values?: unknown[]) =>
      (await client.query<Row>(text, values)).rows,
    migrateOne: () => migrate(1),
    migrateAll: () => migrate(),
    close: () => client.end(),
  };
}
