/**
 * A real PostgreSQL for tests and benches: one server, one migrated template, and a copy of it per test file.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@mingchu/server/platform/embedded/embeddedPostgres';
import { migrate } from '@mingchu/server/platform/postgres/migrate';
import pg from 'pg';
import { quietLog } from './log.ts';

export interface TestPostgres {
  /** URL of the database `postgres`, for making others. */
  adminUrl: string;
  stop(): Promise<void>;
}

const templateName = 'mingchu_template';

/**
 * Starts a server in a directory of its own, with a migrated template database. Tests prove what is committed, not
 * that the disk keeps it; `durable` (for benches) waits for the disk as in life.
 */
export async function startPostgres({ durable = false } = {}): Promise<TestPostgres> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mingchu-test-'));
  const server = await startEmbeddedPostgres({
    dataDir,
    log: quietLog,
    settings: { max_connections: '300', ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }) },
  });
  const adminUrl = server.url('postgres');
  await run(adminUrl, `create database ${templateName}`);
  await migrate({ databaseUrl: server.url(templateName), log: quietLog });
  return {
    adminUrl,
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** URL of a fresh migrated database on that server. */
export function copyTemplate(adminUrl: string): Promise<string> {
  return createNamed(adminUrl, `template ${templateName} strategy file_copy`);
}

/** URL of a fresh database without any of our tables. */
export function createEmpty(adminUrl: string): Promise<string> {
  return createNamed(adminUrl, '');
}

async function createNamed(adminUrl: string, how: string): Promise<string> {
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await run(adminUrl, `create database ${name} ${how}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
