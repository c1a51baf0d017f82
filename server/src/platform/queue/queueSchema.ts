/** BullMQ's tables on PostgreSQL. Made by the migrator only: a worker that finds none stops with an error. */
import { type PgQueryable, runMigrations } from 'bullmq';
import type pg from 'pg';

/** PostgreSQL schema that BullMQ keeps to itself. */
export const queueSchema = 'bullmq';

export async function migrateQueue(client: pg.Client): Promise<void> {
  await runMigrations(client as PgQueryable, queueSchema);
}
