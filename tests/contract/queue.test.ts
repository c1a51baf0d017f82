import { createClock } from '@mingchu/server/platform/clock';
import { createQueue } from '@mingchu/server/platform/queue/bullQueue';
import type { JobQueue } from '@mingchu/server/platform/queue/queue';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { quietLog, recordingLog } from '../harness/log.ts';
import { startRedis, type TestRedis } from '../harness/redis.ts';
import { createDatabase } from '../harness/testDatabase.ts';

const hasRedis = !process.env['MINGCHU_SKIP']?.includes('redis');
let redis: TestRedis | undefined;
beforeAll(async () => {
  if (hasRedis) redis = await startRedis();
});
afterAll(() => redis?.stop());

const servers = {
  postgres: async () => ({ databaseUrl: await createDatabase() }),
  ...(hasRedis && { redis: async () => ({ redisUrl: `${redis?.url}/${nextRedisDatabase++}` }) }),
};
let nextRedisDatabase = 0;

describe.each(Object.entries(servers))('the queue on %s', (_name, connection) => {
  const open: JobQueue[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((queue) => queue.close()));
  });

  async function processes(count: number, log = quietLog) {
    const server = await connection();
    const made: JobQueue[] = [];
    for (let i = 0; i < count; i++) {
      made.push(await createQueue({ ...server, shardCount: 4, clock: createClock(), log }));
    }
    open.push(...made);
    return made as [JobQueue, ...JobQueue[]];
  }

  it('evaluates one at a time per shard over two processes, and always after the last add', async () => {
    const [first, second] = (await processes(2)) as [JobQueue, JobQueue];
    let added = 0;
    const seen = new Map<number, number>();
    const running = new Set<number>();
    const overlaps: number[] = [];
    const handler = async ({ shard }: { shard: number }) => {
      if (running.has(shard)) overlaps.push(shard);
      running.add(shard);
      // What was there when the handler began is what it would have read from our tables.
      const atStart = added;
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.set(shard, atStart);
      running.delete(shard);
    };
    await first.process('evaluate', handler);
    await second.process('evaluate', handler);
    for (let i = 0; i < 100; i++) {
      added++;
      const adder = i % 2 ? first : second;
      await adder.add([0, 1, 2, 3].map((shard) => ({ name: 'evaluate' as const, data: { shard } })));
    }
    await vi.waitFor(() => expect([...seen.values()]).toEqual([100, 100, 100, 100]), { timeout: 20_000 });
    expect(overlaps).toEqual([]);
  });

  it('runs delayed jobs not before their time, each once, with their data', async () => {
    const [queue] = await processes(1);
    const arrived: { id: string; lateMs: number }[] = [];
    const startedAt = performance.now();
    await queue.process('dispatch-due', async ({ dispatchId, version }) => {
      arrived.push({ id: dispatchId, lateMs: performance.now() - startedAt - version });
    });
    const delays = Array.from({ length: 50 }, (_, i) => 200 + i * 10);
    await queue.add(
      delays.map((delayMs) => ({
        name: 'dispatch-due' as const,
        data: { dispatchId: `d${delayMs}`, version: delayMs },
        delayMs,
      })),
    );
    expect(await queue.depth()).toBeGreaterThan(0);
    await vi.waitFor(() => expect(arrived).toHaveLength(50), { timeout: 20_000 });
    expect(new Set(arrived.map(({ id }) => id)).size).toBe(50);
    for (const { lateMs } of arrived) expect(lateMs).toBeGreaterThan(-5);
    await vi.waitFor(async () => expect(await queue.depth()).toBe(0), { timeout: 20_000 });
  });

  it('tries again after an error, and logs it', async () => {
    const { log, errors } = recordingLog();
    const [queue] = await processes(1, log);
    let runs = 0;
    await queue.process('send-messages', async () => {
      runs++;
      if (runs < 3) throw new Error('not yet');
    });
    await queue.add([{ name: 'send-messages', data: {} }]);
    await vi.waitFor(() => expect(runs).toBe(3), { timeout: 20_000 });
    expect(errors().map(({ message }) => message)).toContain('job send-messages failed');
  });

  it('refuses a second handler of a name', async () => {
    const [queue] = await processes(1);
    await queue.process('send-messages', async () => {});
    await expect(queue.process('send-messages', async () => {})).rejects.toThrow('handled twice');
  });

  it('gives the job of a process that died to another', async () => {
    const [dying, living] = (await processes(2)) as [JobQueue, JobQueue];
    let took = false;
    await dying.process('send-messages', () => {
      took = true;
      return new Promise(() => {});
    });
    await dying.add([{ name: 'send-messages', data: {} }]);
    await vi.waitFor(() => expect(took).toBe(true), { timeout: 20_000 });
    await dying.close();
    let done = false;
    await living.process('send-messages', async () => {
      done = true;
    });
    await vi.waitFor(() => expect(done).toBe(true), { timeout: 30_000 });
  });
});
