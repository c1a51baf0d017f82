/**
 * The bench `deadline`: thousands of due times that fall within one minute, through the real watch, queue and
 * PostgreSQL (fsync on). Lateness is taken where a screen takes it: from the due time to the moment at which the
 * breach can be read from the change log. Nothing may be early, lost or double.
 *
 * Flags: `--queue postgres|redis`, `--count 10000`, `--within 60` (seconds), `--workers 1` (watches side by side).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type DispatchWatch, startDispatch } from '@mingchu/server/dispatch/startDispatch';
import { changeChannel, changesAfter, headSeq } from '@mingchu/server/platform/changelog/changeLog';
import { createClock } from '@mingchu/server/platform/clock';
import { startEmbeddedPostgres } from '@mingchu/server/platform/embedded/embeddedPostgres';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { migrate } from '@mingchu/server/platform/postgres/migrate';
import { createQueue } from '@mingchu/server/platform/queue/bullQueue';
import type { JobQueue } from '@mingchu/server/platform/queue/queue';
import { addInspector, type DispatchWorld, openDispatchWorld } from '../harness/dispatchWorld.ts';
import { quietLog } from '../harness/log.ts';
import { startRedis } from '../harness/redis.ts';

interface DeadlineOptions {
  queue: 'postgres' | 'redis';
  count: number;
  withinS: number;
  workers: number;
}

/** Between the last order opened and the first due time, so that opening is not part of the figure, ms. */
const leadMs = 20_000;
/** How long after the last due time a breach counts as lost, ms. */
const graceMs = 15_000;
const inspectorCount = 50;
/** Orders opened in one transaction. */
const openBatch = 500;

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      queue: { type: 'string', default: 'postgres' },
      count: { type: 'string', default: '10000' },
      within: { type: 'string', default: '60' },
      workers: { type: 'string', default: '1' },
    },
  });
  if (values.queue !== 'postgres' && values.queue !== 'redis')
    throw new Error('--queue is postgres or redis');
  const options: DeadlineOptions = {
    queue: values.queue,
    count: Number(values.count),
    withinS: Number(values.within),
    workers: Number(values.workers),
  };
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mingchu-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog });
  const redis = options.queue === 'redis' ? await startRedis() : undefined;
  try {
    await migrate({ databaseUrl: postgres.url(), log: quietLog });
    const result = await measure(options, { databaseUrl: postgres.url(), redisUrl: redis?.url });
    console.table([result]);
    console.log(JSON.stringify({ bench: 'deadline', ...result }));
    if (result.early + result.lost + result.twice > 0) process.exitCode = 1;
  } finally {
    await redis?.stop();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Servers {
  databaseUrl: string;
  redisUrl: string | undefined;
}

async function measure(options: DeadlineOptions, servers: Servers) {
  const clock = createClock();
  const db = openDatabase({ url: servers.databaseUrl, maxConnections: 10, onError: () => {} });
  const openQueue = () =>
    createQueue({
      databaseUrl: servers.databaseUrl,
      ...(servers.redisUrl === undefined ? {} : { redisUrl: servers.redisUrl }),
      shardCount: 4,
      clock,
      log: quietLog,
    });
  const queues: JobQueue[] = [];
  const watches: DispatchWatch[] = [];
  for (let worker = 0; worker < options.workers; worker += 1) queues.push(await openQueue());
  const [queue] = queues;
  if (queue === undefined) throw new Error('--workers is at least 1');
  const world = await openDispatchWorld({ db, clock, log: quietLog, queue });
  for (let index = 0; index < inspectorCount; index += 1)
    await addInspector(world, { id: `i${index}`, northM: index * 50 });
  const firstDueAt = await openAll(world, options);
  const seen = await followBreaches(db, clock.now);
  for (const one of queues) watches.push(await startDispatch({ ...world.deps, queue: one }));
  const cpuBefore = process.cpuUsage();
  const giveUpAt = firstDueAt + options.withinS * 1000 + graceMs;
  while (seen.lateness.length < options.count && clock.now() < giveUpAt) await sleep(100);
  // A second look at any of them would have come by now.
  await sleep(1_500);
  const cpu = process.cpuUsage(cpuBefore);
  const recorded = await recordedFacts(db);
  for (const watch of watches) await watch.stop();
  for (const one of queues) await one.close();
  await seen.stop();
  await world.close();
  await db.close();
  return summary(options, { seen, recorded, cpuS: (cpu.user + cpu.system) / 1e6 });
}

/** Opens the orders so long ago that their ten minutes end within the window; answers when the first is due. */
async function openAll(world: DispatchWorld, options: DeadlineOptions): Promise<number> {
  const { clock, policy } = world.deps;
  // Opening takes its time: measured on the machine at hand, with room.
  const openingMs = options.count * 2;
  const firstDueAt = clock.now() + openingMs + leadMs;
  const windowMs = options.withinS * 1000;
  const startOf = (index: number) =>
    new Date(
      firstDueAt + Math.floor((index * windowMs) / options.count) - policy.severities.major.dueS * 1000,
    );
  for (let from = 0; from < options.count; from += openBatch) {
    const size = Math.min(openBatch, options.count - from);
    await world.openOrders(size, { openedAt: (index) => startOf(from + index) });
  }
  if (clock.now() > firstDueAt - 5_000) throw new Error('opening the orders took longer than expected');
  return firstDueAt;
}

interface Seen {
  /** Of each order's first breach in the change log: ms from the due time to reading it. */
  lateness: number[];
  twice: number;
  stop(): Promise<void>;
}

async function followBreaches(db: Database, now: () => number): Promise<Seen> {
  const orders = new Set<string>();
  let seq = await headSeq(db);
  let reading = Promise.resolve();
  const seen: Seen = { lateness: [], twice: 0, stop: async () => {} };
  const read = async () => {
    for (;;) {
      const changes = await changesAfter(db, seq, 2_000);
      const readAt = now();
      for (const change of changes) {
        seq = change.seq;
        if (change.kind !== 'dispatch' || change.body.breachedAt === null) continue;
        if (orders.has(change.body.id)) {
          // Told again for another reason (an offer that ran out) is no second breach.
          if (change.body.reason === 'due-time-passed') seen.twice += 1;
          continue;
        }
        orders.add(change.body.id);
        seen.lateness.push(readAt - Date.parse(change.body.dueAt));
      }
      if (changes.length < 2_000) return;
    }
  };
  const wake = () => {
    reading = reading.then(read);
  };
  const stopListening = await db.listen(changeChannel, { onPayload: wake, onReconnect: wake });
  seen.stop = async () => {
    await stopListening();
    await reading;
  };
  return seen;
}

interface Recorded {
  early: number;
  breached: number;
  audits: number;
  messages: number;
  p99RecordedMs: number;
}

async function recordedFacts(db: Database): Promise<Recorded> {
  const [row] = await db.query<Recorded>(
    `select (select count(*) from due_time where step = 'breach' and done_at < due_at) as early,
            (select count(*) from dispatch where breached_at is not null) as breached,
            (select count(*) from audit where act = 'breach') as audits,
            (select count(*) from message where step = 'breach') as messages,
            (select coalesce(percentile_disc(0.99) within group (order by lateness_ms), 0) from dispatch) as "p99RecordedMs"`,
  );
  if (row === undefined) throw new Error('no facts');
  return row;
}

function summary(options: DeadlineOptions, facts: { seen: Seen; recorded: Recorded; cpuS: number }) {
  const { seen, recorded, cpuS } = facts;
  const sorted = [...seen.lateness].sort((a, b) => a - b);
  const quantile = (q: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
  return {
    queue: options.queue,
    count: options.count,
    withinS: options.withinS,
    workers: options.workers,
    early: recorded.early + sorted.filter((lateness) => lateness < 0).length,
    lost: options.count - sorted.length,
    twice: seen.twice + (recorded.audits - recorded.breached),
    messages: recorded.messages,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: quantile(1),
    p99RecordedMs: recorded.p99RecordedMs,
    cpuS: Math.round(cpuS * 10) / 10,
  };
}
