/**
 * The work queue on BullMQ: its PostgreSQL backend beside our tables, or Redis. The same code drives both; only
 * the connection differs.
 *
 * `evaluate` has a queue per shard with a global concurrency of 1, so batches of a shard keep their order over
 * any number of processes. Its jobs coalesce: while one waits, a further one is dropped, and one that comes
 * while another runs is kept until that has finished, so the last batch is never overlooked.
 *
 * A handler that throws is tried again after a growing pause, five times; then the job is dropped, because the
 * sweep of its concept brings the work back. Nothing here uses QueueEvents: the PostgreSQL backend loses them.
 */
import { createPostgresBackend, Queue, type QueueOptions, Worker, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { JobCatalog, JobName, JobQueue, NewJob } from './queue.ts';
import { queueSchema } from './queueSchema.ts';

export interface QueueConnectionOptions {
  /** Used when there is no `redisUrl`. */
  databaseUrl?: string;
  redisUrl?: string;
  shardCount: number;
  clock: Clock;
  log: Logger;
}

/** Jobs of one name that a process runs side by side. */
const concurrency: Record<JobName, number> = { evaluate: 1, 'dispatch-due': 10, 'send-messages': 1 };
const attempts = 5;
const firstRetryMs = 200;
/** A worker that was killed loses its job after lock + check, 7 s at most: BullMQ's own default is a minute. */
const lockMs = 5000;
const stalledCheckMs = 2000;
/** Pause after an error of the queue's server, so that an outage does not become a busy loop. */
const serverErrorPauseMs = 500;
/** One log line an error message and interval. */
const sameErrorLoggedEveryMs = 5000;
/** Most jobs in one call to the queue's server. */
const bulkSize = 500;
/** Time that running handlers get when the queue closes. */
const closeTimeoutMs = 3000;

/** Opens the queues. `process` then starts their workers. */
export async function createQueue(options: QueueConnectionOptions): Promise<JobQueue> {
  const { clock, log, shardCount } = options;
  const reportError = limitedErrorLog(log);
  // A pool gives a second argument, its client, that is no message.
  const reportServerError = (error: Error) => reportError(error, 'queue server error');
  const server = options.redisUrl
    ? await redisServer(options.redisUrl, reportServerError)
    : postgresServer(requireUrl(options.databaseUrl), reportServerError);
  const queues = new Map<string, Queue>();
  const workers: Worker[] = [];
  const handled = new Set<JobName>();
  let closed: Promise<void> | undefined;
  const names: JobName[] = ['evaluate', 'dispatch-due', 'send-messages'];
  const queueNames = names.flatMap((name) => namesOfQueues(name, shardCount));
  try {
    for (const name of queueNames) {
      const queue = server.queue(name);
      queue.on('error', reportServerError);
      queues.set(name, queue);
      await queue.waitUntilReady();
      if (name.startsWith('evaluate')) await queue.setGlobalConcurrency(1);
    }
  } catch (error) {
    await server.close();
    throw error;
  }

  return {
    add: async (jobs) => {
      const perQueue = groupByQueue(jobs);
      await Promise.all(
        [...perQueue].map(async ([name, batch]) => {
          const queue = queues.get(name);
          if (!queue) throw new Error(`no queue ${name}: shard out of range`);
          const unique = name.startsWith('evaluate') ? batch.slice(0, 1) : batch;
          for (let from = 0; from < unique.length; from += bulkSize) {
            await queue.addBulk(unique.slice(from, from + bulkSize).map((job) => bulkEntry(job, clock)));
          }
        }),
      );
    },
    process: async (name, handler) => {
      if (handled.has(name)) throw new Error(`job ${name} is handled twice`);
      handled.add(name);
      for (const queueName of namesOfQueues(name, shardCount)) {
        const worker = server.worker(queueName, concurrency[name], async (data) => {
          try {
            await handler(data as JobCatalog[typeof name]);
          } catch (error) {
            reportError(error as Error, `job ${name} failed`);
            throw error;
          }
        });
        worker.on('error', reportServerError);
        workers.push(worker);
      }
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    },
    depth: async () => {
      const counts = await Promise.all(
        [...queues.values()].map((queue) => queue.getJobCountByTypes('waiting', 'delayed')),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
    close: () => {
      closed ??= closeAll({ workers, queues: [...queues.values()], server });
      return closed;
    },
  };
}

function requireUrl(url: string | undefined): string {
  if (!url) throw new Error('the queue needs databaseUrl or redisUrl');
  return url;
}

function namesOfQueues(name: JobName, shardCount: number): string[] {
  return name === 'evaluate' ? Array.from({ length: shardCount }, (_, shard) => `evaluate-${shard}`) : [name];
}

function nameOfQueue(job: NewJob): string {
  return job.name === 'evaluate' ? `evaluate-${(job.data as JobCatalog['evaluate']).shard}` : job.name;
}

function groupByQueue(jobs: NewJob[]): Map<string, NewJob[]> {
  const groups = new Map<string, NewJob[]>();
  for (const job of jobs) {
    const name = nameOfQueue(job);
    const group = groups.get(name);
    if (group) group.push(job);
    else groups.set(name, [job]);
  }
  return groups;
}

function bulkEntry(job: NewJob, clock: Clock) {
  const base = {
    attempts,
    backoff: { type: 'exponential', delay: firstRetryMs },
    removeOnComplete: true,
    removeOnFail: true,
    delay: Math.round(clock.realMs(job.delayMs ?? 0)),
  };
  const coalesce =
    job.name === 'dispatch-due' ? undefined : { deduplication: { id: job.name, keepLastIfActive: true } };
  return { name: job.name, data: job.data, opts: { ...base, ...coalesce } };
}

async function closeAll(parts: { workers: Worker[]; queues: Queue[]; server: QueueServer }): Promise<void> {
  await Promise.all(parts.workers.map(closeWithin));
  // A server that is away must not hold up the end.
  await Promise.race([Promise.allSettled(parts.queues.map((queue) => queue.close())), sleep(500)]);
  await parts.server.close();
}

/** Waits for running handlers, then closes hard: their locks run out and the job comes again elsewhere. */
async function closeWithin(worker: Worker): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, closeTimeoutMs, 'late');
  });
  const outcome = await Promise.race([worker.close().catch(() => {}), timeout]);
  clearTimeout(timer);
  if (outcome === 'late') await Promise.race([worker.close(true).catch(() => {}), sleep(500)]);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function limitedErrorLog(log: Logger): (error: Error, message: string) => void {
  const lastAt = new Map<string, number>();
  return (error, message) => {
    const key = `${message} ${error.message}`;
    const now = performance.now();
    if (now - (lastAt.get(key) ?? -sameErrorLoggedEveryMs) < sameErrorLoggedEveryMs) return;
    if (lastAt.size > 100) lastAt.clear();
    lastAt.set(key, now);
    log.error({ err: error }, message);
  };
}

/** Where the queues are kept. */
interface QueueServer {
  queue(name: string): Queue;
  worker(name: string, concurrency: number, run: (data: unknown) => Promise<void>): Worker;
  close(): Promise<void>;
}

function workerOptions(concurrency: number) {
  return {
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
    // A job whose process was killed is simply done again; how often does not matter.
    maxStalledCount: 1000,
    runRetryDelay: serverErrorPauseMs,
    drainDelay: 2,
  } satisfies Partial<WorkerOptions>;
}

function postgresServer(databaseUrl: string, reportError: (error: Error) => void): QueueServer {
  // Each worker keeps one connection of the pool for LISTEN. Queue rows are alarm clocks, not facts: their
  // transactions need not wait for the disk.
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 24,
    application_name: 'mingchu queue',
    keepAlive: true,
    options: `-c search_path=${queueSchema} -c synchronous_commit=off`,
  });
  pool.setMaxListeners(100);
  pool.on('error', reportError);
  // BullMQ's classes are typed by their backend; the queue uses only what both backends have.
  return {
    queue: (name) => new Queue(name, { connection: pool } as never, createPostgresBackend as never),
    worker: (name, count, run) =>
      new Worker(
        name,
        (job) => run(job.data),
        { ...workerOptions(count), connection: pool } as never,
        createPostgresBackend as never,
      ),
    // A handler that never ends would keep its connection, and so the pool, for ever.
    close: async () => {
      await Promise.race([pool.end(), sleep(500)]);
    },
  };
}

async function redisServer(redisUrl: string, reportError: (error: Error) => void): Promise<QueueServer> {
  await demandRedis(redisUrl);
  // BullMQ asks for endless retries on connections that wait for jobs.
  const connection = new Redis(redisUrl, {
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(attempt * 50, 500),
  });
  connection.on('error', reportError);
  const options: QueueOptions = { connection, prefix: '{mingchu}' };
  return {
    queue: (name) => new Queue(name, options),
    worker: (name, count, run) =>
      new Worker(name, (job) => run(job.data), { ...options, ...workerOptions(count) }),
    close: async () => {
      connection.disconnect();
    },
  };
}

/** Once, at start: a server that is not there is a wrong setting, later it is an outage to wait for. */
async function demandRedis(redisUrl: string): Promise<void> {
  const probe = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: 5000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  probe.on('error', (error) => {
    reason = error;
  });
  try {
    await probe.connect();
    await probe.ping();
  } catch (error) {
    throw Object.assign(new Error((reason ?? (error as Error)).message, { cause: error }), {
      code: 'ECONNREFUSED',
    });
  } finally {
    probe.disconnect();
  }
}
