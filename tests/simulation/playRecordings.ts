/**
 * The committed recordings through the whole system, on a clock that goes from message to message: each is taken and
 * judged before the next one comes, so that what comes of them does not depend on how busy the machine is.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startApp } from '@mingchu/server/app';
import { readConfig } from '@mingchu/server/config';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { signIn } from '@mingchu/simulators/apiClient';
import type { DisturbedMessage } from '@mingchu/simulators/recording/disturb';
import { loadKitchen, openKitchen } from '@mingchu/simulators/recording/kitchen';
import { mergeRecordings, openPublisher, startOf } from '@mingchu/simulators/recording/playRecording';
import type { RecordedMessage } from '@mingchu/simulators/recording/recordedMessage';
import { openRecording } from '@mingchu/simulators/recording/recordingFile';
import { journalOf, readChanges } from '@mingchu/simulators/scenario/journal';
import { recordingLog } from '../harness/log.ts';
import { steppedClock } from '../harness/steppedClock.ts';
import { createDatabase } from '../harness/testDatabase.ts';

const folder = fileURLToPath(new URL('../../simulators/recordings', import.meta.url));
export const kitchen = loadKitchen(join(folder, 'kitchen.yaml'));
/** Families that have a recording. */
export const recorded = readdirSync(folder)
  .filter((file) => file.endsWith('.jsonl'))
  .map((file) => file.slice(0, -'.jsonl'.length));
/** Virtual ms after which a batch must have been judged: the sweep looks every second. */
const judgedWithinMs = 2_000;
const tickEveryMs = 5_000;
/** Longest wait for it at one moment, real ms. */
const patienceMs = 250;
const password = 'only-for-simulation';

export interface StoredReading {
  deviceId: string;
  metric: string;
  value: number;
  /** ms since 1970. */
  time: number;
  receivedAt: number;
}

export interface Outcome {
  /** When the recordings begin, ms since 1970. */
  startMs: number;
  /** `device rule` with its steps. */
  journal: { violation: string; steps: string[] }[];
  readings: StoredReading[];
  deadLetters: number;
  /** Messages that were played. */
  messages: number;
}

/** @param disturb what happens to the messages on their way; they come at the moments that it gives them */
export async function playRecordings(
  disturb: (messages: AsyncIterable<RecordedMessage>) => AsyncIterable<DisturbedMessage>,
): Promise<Outcome> {
  const recordings = await Promise.all(
    recorded.map((family) => openRecording(join(folder, `${family}.jsonl`))),
  );
  const startMs = Math.min(...recordings.map(startOf));
  const dataDir = mkdtempSync(join(tmpdir(), 'mingchu-recordings-'));
  const databaseUrl = await createDatabase();
  const { log, errors } = recordingLog();
  const clock = steppedClock(startMs);
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: '0',
    MQTT_PORT: '0',
    DEMO: '1',
    DEMO_PASSWORD: password,
  });
  const app = await startApp(config, { log, errorCount: () => errors().length }, clock);
  const db = openDatabase({ url: databaseUrl, maxConnections: 2, onError: () => {} });
  try {
    const opened = await openKitchen(kitchen, await signIn(app.url, 'admin', password));
    await opened.bind();
    const publisher = await openPublisher({
      url: app.mqttUrl ?? '',
      username: undefined,
      password: undefined,
    });
    let lookedAt = clock.now();
    let isQuiet = true;
    // While nobody says anything only the ticks have to be waited for.
    const settled = async () => {
      if (isQuiet && clock.now() - lookedAt < tickEveryMs / 2) return;
      lookedAt = clock.now();
      await judged(db, lookedAt);
      isQuiet = true;
    };
    let messages = 0;
    for await (const message of disturb(mergeRecordings(recordings, startMs))) {
      await clock.advanceTo(startMs + message.atMs, settled);
      // Acknowledged means committed, also for what its device sends at QoS 0.
      await publisher.publish({ ...message, qos: 1 });
      messages += 1;
      isQuiet = false;
    }
    await clock.advanceTo(startMs + kitchen.minutes * 60_000, settled);
    await publisher.close();
    const journal = journalOf(await readChanges(await signIn(app.url, 'chief', password)), startMs);
    if (errors().length > 0) throw new Error(`the server logged errors: ${JSON.stringify(errors())}`);
    return {
      startMs,
      journal: journal.map(({ violation, steps }) => ({ violation, steps })),
      readings: await storedReadings(db),
      deadLetters: await countOf(db, 'dead_letter'),
      messages,
    };
  } finally {
    await db.close();
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/**
 * Resolves when the tick of this moment is written and what was committed before it is judged; or a little later, so
 * that the sweep of the next second finds what the one of this second, still at work, has passed over.
 */
async function judged(db: Database, nowMs: number): Promise<void> {
  const parameters = [new Date(nowMs - judgedWithinMs), new Date(nowMs - tickEveryMs)];
  const isJudged = async () => {
    const [row] = await db.query<{ waiting: number }>(
      `select count(*)::int as waiting from shard s
       where s.ticked_at <= $2
          or exists (select from observation_batch b
                     where b.shard = s.id and b.batch_seq > s.evaluated_seq and b.committed_at <= $1)`,
      parameters,
    );
    return row?.waiting === 0;
  };
  const giveUpAt = performance.now() + patienceMs;
  while (!(await isJudged()) && performance.now() < giveUpAt) await sleep(2);
}

async function storedReadings(db: Database): Promise<StoredReading[]> {
  const rows = await db.query<Omit<StoredReading, 'time' | 'receivedAt'> & { time: Date; receivedAt: Date }>(
    `select device_id as "deviceId", metric, value, time, received_at as "receivedAt" from reading
     order by device_id, metric, time`,
  );
  return rows.map((row) => ({ ...row, time: row.time.getTime(), receivedAt: row.receivedAt.getTime() }));
}

async function countOf(db: Database, table: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return row?.count ?? 0;
}
