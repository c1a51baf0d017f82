/**
 * Intake. A message is handed over by the broker, decoded and judged at once, and waits in one of two lanes for the
 * next batch. A lane has shards of its own, so that what one device says is committed in the order in which it came.
 * One transaction holds everything that a batch says; only after its commit are the messages acknowledged. When the
 * database is away the same batch is tried again, the window fills, and the broker keeps the rest.
 */
import { topicPrefix } from '@mingchu/shared/mqtt';
import { shardOfSite } from '@mingchu/shared/observation';
import type { BindingBook } from '../bindings/bindingBook.ts';
import { namesHeard } from '../bindings/heardStore.ts';
import { createHeardWriter } from '../bindings/noteHeard.ts';
import type { CalibrationBook } from '../calibration/calibrationBook.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { FrameFeed } from '../platform/mqtt/frameFeed.ts';
import type { MessageSource } from '../platform/mqtt/messageSource.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { JobQueue } from '../platform/queue/queue.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import { askPictures } from './askPictures.ts';
import { calibrateSamples } from './calibrateSamples.ts';
import { commitBatch } from './commitBatch.ts';
import { createLane, type Lane } from './commitLane.ts';
import { createDeviceMemories, type JudgeCounts } from './deviceMemories.ts';
import type { Family } from './families/family.ts';
import { frigate } from './families/frigate/frigate.ts';
import { newerOf, startAskFrigate, type StartAskFrigateDeps } from './frigate/startAskFrigate.ts';
import { startForgetting } from './forgetOld.ts';
import { createGatewayShards } from './gatewayShards.ts';
import { createFamilyEar, type FamilyEarDeps } from './hearFamilies.ts';
import { createRate } from './intakeRate.ts';
import { createJudge, type Judged } from './judgeMessage.ts';
import { noteOfStranger } from './noteOfHeard.ts';
import { createReadingWriter } from './readingStore.ts';
import { createTellFrozen } from './tellFrozen.ts';

export interface IngestDeps {
  db: Database;
  queue: JobQueue;
  clock: Clock;
  log: Logger;
  registry: RegistryCache;
  source: MessageSource;
  frames: FrameFeed;
  families: readonly Family[];
  /** Who speaks at which address of a family. */
  book: BindingBook;
  calibrations: CalibrationBook;
  shardCount: number;
  /** How devices are asked over HTTP; they are not, when absent. */
  http?: Pick<StartAskFrigateDeps, 'box' | 'ask'>;
}

export interface Ingest {
  stop(): Promise<void>;
  /** Receive time of the newest committed message, ms; null before the first. */
  lastIntakeAt(): number | null;
  /** Readings committed per second, over the last 10 s. */
  readingsPerS(): number;
  /** Since start. */
  counts(): JudgeCounts;
}

const laneCount = 2;
/** Real ms that stopping waits for what is in hand. */
const drainMs = 2_000;

export async function startIngest(deps: IngestDeps): Promise<Ingest> {
  const { clock, log, shardCount, source } = deps;
  const names = await namesHeard(deps.db);
  const memories = createDeviceMemories(deps);
  const inbox = createHeardWriter(deps);
  const judge = createJudge({
    ...deps,
    memories,
    // Its message is a dead letter as well, and waits for nothing else.
    onStranger: (samples, message) => {
      const note = noteOfStranger(samples, message);
      if (note) inbox.note(note, false, () => {});
    },
  });
  const wake = createWaker(deps);
  const rate = createRate(clock);
  let lastIntakeAt: number | null = null;

  const asking =
    deps.http &&
    startAskFrigate({
      ...deps,
      ...deps.http,
      boundTo: deps.book.find,
      tell: (mount, message) =>
        ear.tell(frigate, mount, { ...message, retained: false, receivedAt: clock.now() }),
    });
  const frames = asking ? newerOf(deps.frames, asking.pictures) : deps.frames;
  const shardsBehind = createGatewayShards(deps.registry, shardCount);
  const commitDeps = { ...deps, frames, shardsBehind, insertReadings: createReadingWriter() };
  const newLane = (): Lane =>
    createLane({
      log,
      refuse: judge.refuseJudged,
      commit: async (batch) => {
        const { readings, shards } = await commitBatch(commitDeps, batch);
        for (const { message } of batch) {
          if (lastIntakeAt === null || message.receivedAt > lastIntakeAt) lastIntakeAt = message.receivedAt;
        }
        rate.add(readings);
        wake(shards);
      },
    });
  const lanes = Array.from({ length: laneCount }, newLane);
  const waiting = () => lanes.reduce((sum, lane) => sum + lane.waiting(), 0);

  const commit = (judged: Judged, taken: () => void) => {
    calibrateSamples(judged.samples, deps.calibrations);
    const lane = lanes[shardOfSite(judged.siteId, shardCount) % laneCount] as Lane;
    lane.add(judged, taken);
  };
  const run: FamilyEarDeps['run'] = (family, mount, errands) => {
    if (family.id === frigate.id) asking?.run(mount, errands);
  };
  const ear = createFamilyEar({ ...deps, memories, inbox, run, commit, names });

  await memories.load();
  await source.start((message, taken) => {
    // Most messages are canonical, and are not looked at twice.
    if (!message.topic.startsWith(`${topicPrefix}/`) && ear.hear(message, taken)) return;
    commit(judge.judge(message), taken);
  });
  const stopForgetting = startForgetting(deps);
  const tell = createTellFrozen({ ...deps, memories, commit: (judged) => commit(judged, () => {}) });
  const stopWatching = deps.frames.onFrame(tell);
  const stopLooking = deps.http && askPictures({ ...deps, ...deps.http, tell });

  return {
    lastIntakeAt: () => lastIntakeAt,
    readingsPerS: rate.perS,
    counts: () => memories.counts,
    stop: async () => {
      asking?.stop();
      stopWatching();
      stopLooking?.();
      await source.pause();
      const until = performance.now() + drainMs;
      while (waiting() + ear.waiting() > 0 && performance.now() < until) await pause(20);
      for (const lane of lanes) lane.stop();
      inbox.stop();
      await stopForgetting();
    },
  };
}

/**
 * Tells those who evaluate, one call at a time: what comes during a call is told with the next. A job lost here costs
 * a second: the sweep of the evaluation finds the batch.
 */
function createWaker({ queue, log }: Pick<IngestDeps, 'queue' | 'log'>): (shards: number[]) => void {
  const pending = new Set<number>();
  let calling = false;
  const call = async () => {
    calling = true;
    while (pending.size > 0) {
      const jobs = [...pending].map((shard) => ({ name: 'evaluate' as const, data: { shard } }));
      pending.clear();
      await queue
        .add(jobs)
        .catch((error: unknown) => log.debug({ err: error }, 'evaluation not woken, its sweep will look'));
    }
    calling = false;
  };
  return (shards) => {
    for (const shard of shards) pending.add(shard);
    if (!calling) void call();
  };
}

const pause = (realMs: number) => new Promise<void>((resolve) => setTimeout(resolve, realMs));
