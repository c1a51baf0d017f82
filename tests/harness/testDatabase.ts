/** A database of its own for a test file. */
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { afterAll, beforeAll, inject } from 'vitest';
import { copyTemplate } from './postgres.ts';
import './globalSetup.ts';

/** URL of a fresh migrated database. */
export function createDatabase(): Promise<string> {
  return copyTemplate(inject('postgresAdminUrl'));
}

/**
 * Call at the top of a test file or of a `describe`: opens a fresh database before its tests and closes it
 * after. Use the fields inside tests and hooks only.
 */
export function testDatabase(): { readonly db: Database; readonly url: string } {
  let db: Database | undefined;
  let url = '';
  beforeAll(async () => {
    url = await createDatabase();
    db = openDatabase({ url, maxConnections: 10, onError: () => {} });
  });
  afterAll(async () => {
    await db?.close();
  });
  return {
    get db() {
      if (!db) throw new Error('testDatabase() is open inside tests and hooks only');
      return db;
    },
    get url() {
      return url;
    },
  };
}
