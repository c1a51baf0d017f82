/** What the server tells screens of the rules' work: up to when what came in has been judged. */
import { fileURLToPath } from 'node:url';
import { encodeBatch } from '@mingchu/server/ingest/model/batchCodec';
import { judgedUntil } from '@mingchu/server/live/liveStore';
import { createClock } from '@mingchu/server/platform/clock';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { startEvaluation } from '@mingchu/server/rules/startEvaluation';
import { expect, it } from 'vitest';
import { openDispatchWorld } from '../harness/dispatchWorld.ts';
import { recordingLog } from '../harness/log.ts';
import { until } from '../harness/publishers.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { silentQueue } from '../harness/silentQueue.ts';
import { askBeat, openScreen } from './liveScreen.ts';
import { signIn, startWebServer } from './webServer.ts';

const database = testDatabase();
const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));
const shardCount = 4;

/** The rules at work. */
async function openWorker() {
  const { db } = database;
  const clock = createClock();
  const { log } = recordingLog();
  const dispatch = await openDispatchWorld({ db, clock, log, queue: silentQueue });
  const deps = { db, clock, log, registry: dispatch.deps.registry, rulebook, dispatch: dispatch.deps };
  const worker = await startEvaluation({ ...deps, queue: silentQueue, shardCount });
  return { worker, close: () => dispatch.close() };
}

const committed = (shard: number, at: Date) =>
  database.db.execute(
    `with head as (update shard set appended_seq = appended_seq + 1 where id = $1 returning appended_seq)
     insert into observation_batch (shard, batch_seq, committed_at, payload)
     select $1, appended_seq, $2, $3 from head`,
    [shard, at, encodeBatch([{ kind: 'tick', at: at.getTime() }])],
  );

it('[TL14] a heartbeat says since when nobody judges, whether all work has stopped or that of one shard', async () => {
  const { db } = database;
  expect(await judgedUntil(db)).toBe(null);
  const { worker, close } = await openWorker();
  const server = await startWebServer({ db });
  const screen = openScreen({ address: server.address, cookie: await signIn(server.address, 'duty') });
  await screen.nextSnapshot();
  const told = async () => {
    const { judgedUntil: at } = await askBeat(screen);
    return at === null ? null : Date.parse(at);
  };

  // At work: the look for silence itself is what keeps it young.
  let first: number | null = null;
  await until(async () => (first = await told()) !== null, 15_000);
  await until(async () => ((await told()) ?? 0) > (first ?? 0), 15_000);

  // Stopped: what is committed from now on is judged by nobody, and its time stays however much follows.
  await worker.drain();
  await worker.stop();
  const stoppedAt = (await judgedUntil(db)) ?? 0;
  await committed(0, new Date(stoppedAt + 60_000));
  expect(await judgedUntil(db)).toBe(stoppedAt);

  // One shard alone: the others are looked after, and do not hide it.
  await db.execute('update shard set ticked_at = $1', [new Date(stoppedAt + 90_000)]);
  await committed(0, new Date(stoppedAt + 80_000));
  expect(await judgedUntil(db)).toBe(stoppedAt + 60_000);
  await until(async () => (await told()) === stoppedAt + 60_000, 15_000);

  screen.close();
  await server.close();
  await close();
});
