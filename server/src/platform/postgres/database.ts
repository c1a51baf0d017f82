/**
 * The database as the concepts see it: a pool, transactions, and one way to run a statement. The only importer
 * of `pg`.
 */
import pg from 'pg';

/** Anything that runs a statement: the pool or one open transaction. */
export interface Executor {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** How many rows the statement touched. */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
}

/**
 * One open transaction. Concepts that must change together pass it along. Statements are sent as they are asked for, and
 * run in that order: those that do not need each other's answer are asked for together and awaited together
 * (`Promise.all`), which costs one way to the database for all of them. Of several that fail the first is told.
 */
export interface Transaction extends Executor {
  /**
   * Sends the statement in one go with the commit, after everything else and in the order of calls: for one that takes
   * a lock that many want. When it fails the transaction is rolled back, and rejects.
   */
  executeWithCommit(text: string, values: readonly unknown[]): void;
  /** Runs after a successful commit, in order; for waking people, never for facts. */
  afterCommit(run: () => void): void;
}

export interface Database extends Executor {
  /** Commits when `work` resolves; rolls back when it throws. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Calls `onPayload` on each NOTIFY of the channel; reconnects by itself and then calls `onReconnect`. */
  listen(
    channel: string,
    handlers: { onPayload: (payload: string) => void; onReconnect: () => void },
  ): Promise<() => Promise<void>>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

// bigint (20) fits a JS number up to 2^53: sequence numbers and milliseconds never come near.
pg.types.setTypeParser(20, (text) => Number(text));

/** Names for prepared statements: parsing once per connection matters on the hot path. */
const statementNames = new Map<string, string>();
function statementName(text: string): string {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = `s${statementNames.size}`;
    statementNames.set(text, name);
  }
  return name;
}

function executorOn(client: pg.Pool | pg.PoolClient): Executor {
  const run = (text: string, values: readonly unknown[] = []) =>
    client.query({ name: statementName(text), text, values: values as unknown[] });
  return {
    query: async <Row extends object>(text: string, values?: readonly unknown[]) =>
      (await run(text, values)).rows as Row[],
    execute: async (text, values) => (await run(text, values)).rowCount ?? 0,
  };
}

export interface DatabaseOptions {
  url: string;
  maxConnections: number;
  onError: (error: Error) => void;
  /** Real ms between attempts of a listener to come back. */
  reconnectMs?: number;
}

/**
 * A connection that a firewall has forgotten, or whose other end is gone without a word, is noticed while nothing is asked:
 * 20 s after its last word on Linux (10 s, then ten questions a second apart). A listener would wait for ever.
 */
const noticeSilence = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

export function openDatabase(options: DatabaseOptions): Database {
  const { url: connectionString, maxConnections: max } = options;
  const pool = new pg.Pool({ connectionString, max, pipeline: true, ...noticeSilence });
  pool.on('error', options.onError);
  return {
    ...executorOn(pool),
    pool,
    transaction: (work) => runTransaction(pool, work),
    listen: (channel, handlers) => listen(options, channel, handlers),
    close: () => pool.end(),
  };
}

async function runTransaction<Result>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  // A connection that dies between statements must not crash the process; the next statement rejects.
  const swallow = () => {};
  client.on('error', swallow);
  const committed: (() => void)[] = [];
  const last: { text: string; values: readonly unknown[] }[] = [];
  const executor = executorOn(client);
  let ended = false;
  const ifOpen = <Result>(run: () => Promise<Result>): Promise<Result> =>
    ended ? Promise.reject(new Error('this transaction has ended')) : run();
  let broken: Error | undefined;
  try {
    // Not waited for: what follows is behind it on the same connection.
    const begun = client.query('begin');
    begun.catch(swallow);
    const result = await work({
      query: (text, values) => ifOpen(() => executor.query(text, values)),
      execute: (text, values) => ifOpen(() => executor.execute(text, values)),
      afterCommit: (run) => committed.push(run),
      executeWithCommit: (text, values) => last.push({ text, values }),
    });
    await begun;
    ended = true;
    // After a statement that failed PostgreSQL takes `commit` as `rollback`.
    await Promise.all([
      ...last.map(({ text, values }) => executor.execute(text, values)),
      client.query('commit'),
    ]);
    for (const run of committed) run();
    return result;
  } catch (error) {
    // Work that was begun beside what failed may still go on: it must not reach the connection after this.
    ended = true;
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off('error', swallow);
    client.release(broken);
  }
}

async function listen(
  options: DatabaseOptions,
  channel: string,
  handlers: { onPayload: (payload: string) => void; onReconnect: () => void },
): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const connect = async () => {
    const next = new pg.Client({ connectionString: options.url, ...noticeSilence });
    next.on('notification', (message) => handlers.onPayload(message.payload ?? ''));
    next.on('error', options.onError);
    next.on('end', () => {
      if (!stopped && client === next) again();
    });
    await next.connect();
    await next.query(`listen ${channel}`);
    client = next;
  };
  const again = () => {
    retry = setTimeout(() => {
      connect().then(handlers.onReconnect, (error: Error) => {
        options.onError(error);
        if (!stopped) again();
      });
    }, options.reconnectMs ?? 500);
  };
  await connect();
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end().catch(() => {});
  };
}
