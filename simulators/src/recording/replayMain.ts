/** `npm run replay`: plays recordings into a broker, or into a whole system whose clock is where the recording is. */
import { signIn } from '../apiClient.ts';
import { compareJournal } from '../scenario/compareJournal.ts';
import { journalOf, readChanges, sayJournal } from '../scenario/journal.ts';
import type { Episode } from '../scenario/scenario.ts';
import { serversClock } from '../serversClock.ts';
import { UsageError } from '../usageError.ts';
import { createVirtualClock, type VirtualClock } from '../virtualClock.ts';
import { disturb, type Fate } from './disturb.ts';
import { startEmbeddedServer } from './embeddedServer.ts';
import { type Kitchen, loadKitchen, openKitchen } from './kitchen.ts';
import {
  between,
  type KeptWay,
  mergeRecordings,
  openPublisher,
  play,
  startOf,
  withKept,
  withoutPassword,
} from './playRecording.ts';
import { openRecording, type Recording } from './recordingFile.ts';
import { type ReplayOptions, readReplayOptions } from './replayOptions.ts';

/** What a new system takes until it is ready, real ms: its clock begins as much before the recording. */
const startUpMs = 20_000;
/** Between the last message and the look at what came of it, where no kitchen says how long; real ms. */
const lingerMs = 3_000;
const say = (line: string) => process.stdout.write(`${line}\n`);
const stopped = new AbortController();
/** Longest wait of one timer of Node, ms. */
const maxTimerMs = 2_147_483_647;

interface Tape {
  recordings: Recording[];
  /** The earliest beginning, ms since 1970: `atMs` of all messages counts from there. */
  startMs: number;
}

async function openTape(files: string[]): Promise<Tape> {
  const recordings = await Promise.all(files.map(openRecording));
  const startMs = Math.min(...recordings.map(startOf));
  return { recordings, startMs };
}

/** What was done with the messages that were kept from before the recording. */
const sayKept: Record<KeptWay, (count: number) => string> = {
  'as-kept': (count) =>
    `${count} of them were kept from before: taken as kept, they open nothing and are no news`,
  'left-out': (count) =>
    `${count} more were kept from before and are left out, because this broker would tell them as new; ` +
    'for them play with --kept only before Mingchu is started',
  only: (count) => `${count} were kept from before: the broker keeps them for whoever subscribes from now on`,
};

/** Plays the tape; `atMs` 0 is now, or when the clock shows it. Says how it went. */
async function playTape(
  { recordings, startMs }: Tape,
  options: Pick<ReplayOptions, 'url' | 'username' | 'password' | 'fromMs' | 'toMs' | 'kept' | 'disturbance'>,
  until: (atMs: number) => Promise<boolean>,
): Promise<void> {
  const counts: Record<Fate | 'gap' | 'kept', number> = { lost: 0, twice: 0, late: 0, gap: 0, kept: 0 };
  const merged = mergeRecordings(recordings, startMs, ({ note }) => {
    if (note === 'disconnected' || note === 'dropped') counts.gap += 1;
  });
  const chosen = withKept(between(merged, options), options.kept, () => {
    counts.kept += 1;
  });
  const messages = disturb(chosen, options.disturbance, (fate) => {
    counts[fate] += 1;
  });
  const publisher = await openPublisher(options);
  const count = await play(messages, { until, publish: publisher.publish });
  await publisher.close();
  const { seed, skewMs } = options.disturbance;
  const { lost, twice, late, gap } = counts;
  say(
    `${count} messages played; ${lost} lost, ${twice} twice, ${late} late, skew ${skewMs / 1000} s, seed ${seed}`,
  );
  if (counts.kept > 0) say(sayKept[options.kept](counts.kept));
  if (gap > 0) say(`the recorder missed something ${gap} times: this is not all that was said`);
  if (recordings.some((recording) => recording.isTorn()))
    say('a recording has no end: its recorder was killed, and it was played as far as it goes');
}

/** Resolves false when the replay was stopped. */
async function waitUntil(clock: VirtualClock, virtualMs: number): Promise<boolean> {
  for (let restMs = virtualMs - clock.now(); restMs > 0; restMs = virtualMs - clock.now()) {
    if (stopped.signal.aborted) return false;
    await clock.wait(Math.min(restMs, maxTimerMs * Math.min(clock.speed, 1)));
  }
  return !stopped.signal.aborted;
}

async function replayIntoBroker(options: ReplayOptions): Promise<Episode[]> {
  const tape = await openTape(options.files);
  const { api, apiPassword: password = '', speed, fromMs } = options;
  const paced = Number.isFinite(speed);
  const clock = createVirtualClock({ speed: paced ? speed : 1, startAt: 0 });
  stopped.signal.addEventListener('abort', clock.stop);
  const server = api ? await serversClock({ api, password, speed: 1 }) : undefined;
  const recordedAt = new Date(tape.startMs + fromMs).toISOString();
  say(
    `${options.files.join(', ')} of ${recordedAt} at ${paced ? `${speed}×` : 'full speed'} → ${withoutPassword(options.url)}`,
  );
  say(
    'What devices wrote of their own time is not changed: where it is not the time of the server, it counts as a',
  );
  say('wrong clock, and the time of receipt counts. --embedded plays where the clock agrees.');
  const { skewMs } = options.disturbance;
  const beginMs = clock.now() - fromMs - Math.min(0, skewMs);
  const beganAt = server?.clock.now() ?? 0;
  await playTape(tape, options, async (atMs) =>
    paced ? waitUntil(clock, beginMs + atMs) : !stopped.signal.aborted,
  );
  if (!api || !server) return [];
  await new Promise((resolve) => setTimeout(resolve, lingerMs));
  const changes = await readChanges(await signIn(api, 'chief', password), server.seq);
  return journalOf(changes, beganAt);
}

async function replayEmbedded(options: ReplayOptions, kitchen: Kitchen | undefined): Promise<Episode[]> {
  const tape = await openTape(options.files);
  const { speed, fromMs } = options;
  const storyMs = tape.startMs + fromMs + Math.min(0, options.disturbance.skewMs);
  const server = await startEmbeddedServer({ startAt: storyMs - startUpMs * speed, speed });
  try {
    const { api, broker: url, password } = server;
    say(`${options.files.join(', ')} at ${speed}× → ${api} (duty, chief, admin: ${password})`);
    const admin = await signIn(api, 'admin', password);
    const opened = kitchen && (await openKitchen(kitchen, admin));
    const { clock } = await serversClock({ api, password, speed });
    stopped.signal.addEventListener('abort', clock.stop);
    if (clock.now() > storyMs)
      throw new UsageError(`this machine took more than ${startUpMs / 1000} s to start`);
    // Whoever is known and says nothing counts as silent: devices become known when they are about to speak.
    await waitUntil(clock, storyMs - 200 * speed);
    await opened?.bind();
    const inside = { ...options, url, username: undefined, password: undefined };
    await playTape(tape, inside, (atMs) => waitUntil(clock, tape.startMs + atMs));
    // The story is told when its messages come, so it is as late as they are.
    const toldMs = tape.startMs + options.disturbance.skewMs;
    const endMs = kitchen ? toldMs + kitchen.minutes * 60_000 : clock.now() + lingerMs * speed;
    await waitUntil(clock, endMs);
    const journal = journalOf(await readChanges(await signIn(api, 'chief', password)), toldMs);
    if (options.keep) await keepOpen(journal, api);
    return journal;
  } finally {
    await server.close();
  }
}

async function keepOpen(journal: readonly Episode[], api: string): Promise<void> {
  for (const line of sayJournal(journal)) say(line);
  say(`\n${api} stays until Ctrl-C`);
  if (stopped.signal.aborted) return;
  await new Promise((resolve) => stopped.signal.addEventListener('abort', resolve));
}

/** Answers the exit code. */
async function main(): Promise<number> {
  const options = readReplayOptions(process.argv.slice(2), process.env);
  const kitchen = options.kitchen === undefined ? undefined : loadKitchen(options.kitchen);
  const journal = options.embedded ? await replayEmbedded(options, kitchen) : await replayIntoBroker(options);
  if (!options.keep) for (const line of sayJournal(journal)) say(line);
  if (!options.expect || !kitchen) return 0;
  const steps = journal.map(({ violation, steps: taken }) => ({ violation, steps: taken }));
  const differences = compareJournal(kitchen.outcome, steps, kitchen.toleranceS);
  for (const difference of differences) process.stderr.write(`${difference}\n`);
  say(differences.length === 0 ? '\nas expected' : `\n${differences.length} differences`);
  return differences.length === 0 ? 0 : 1;
}

for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => stopped.abort());
try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message || error.name : String(error)}\n`);
  process.exit(1);
}
