/**
 * The HTTP side of Frigate. Its family answers errands: what was missed while it or we were away, and the picture of an
 * alert. They are run here, one after the other for each Frigate, against the address that an administrator has given
 * it; answers about what was missed go back to the family as if they had come over MQTT, on topics that nobody else
 * can write. An errand is in one of three states:
 *
 * - `waiting`: behind others of its Frigate; when too many wait or are put off, new ones are dropped.
 * - `asked`: one request at a time, bounded in time and bytes.
 * - `put off`: it failed, and waits again after each pause of the list; then it is dropped. It holds up no other.
 *
 * How the last one went is told to the family too, so that the inbox says it beside the Frigate.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { maxFrameBytes } from '@mingchu/shared/mqtt';
import type { EpochMs } from '@mingchu/shared/observation';
import type { Logger } from '../../platform/log.ts';
import { isJpeg } from '../../platform/mqtt/frameFeed.ts';
import type { OpenSource } from '../../registry/pictureSource.ts';
import type { Errand } from '../families/family.ts';
import { answerTopics, type HttpOutcome } from '../families/frigate/frigate.ts';

/** One answer of a Frigate, whose body has not been read. */
interface Answer {
  status: number;
  bytes(maxBytes: number): Promise<Buffer>;
  close(): void;
}

/** What Frigate follows, by its own id. */
export interface FrigateObject {
  mount: string;
  camera: string;
  objectId: string;
}

export interface AskFrigateDeps {
  /** Where the Frigate below a mount is asked; undefined while nobody has said. */
  addressOf(mount: string): Promise<OpenSource | undefined>;
  /** One request inside the address; rejects when there is no answer in time. */
  ask(source: OpenSource, url: URL): Promise<Answer>;
  /** Reads a message of the family as if it had come. */
  tell(mount: string, message: { topic: string; payload: Buffer }): void;
  /** Whether there are detections of an object: an alert may be of something that means nothing here. */
  wantsPicture(object: FrigateObject): Promise<boolean>;
  /** Keeps the picture of an object with its detections; false while there are none. */
  keepPicture(picture: FrigateObject & { jpeg: Buffer }): Promise<boolean>;
  log: Logger;
  /** Pauses before an errand that failed is asked again, real ms: its HTTP side starts after its MQTT side. */
  pausesMs?: readonly number[];
}

export interface AskFrigate {
  run(mount: string, errands: readonly Errand[]): void;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  stop(): void;
}

const usualPausesMs = [500, 3_000, 15_000, 60_000] as const;
/** Errands that wait for one Frigate, and Frigates that are asked for. */
const maxWaiting = 100;
/** Places beyond these for what was missed in a gap: nobody asks for that again, however many pictures wait. */
const maxGaps = 20;
const maxFrigates = 2_000;
/** Longest list of reviews or events, and longest configuration, bytes. */
const maxListBytes = 512 * 1024;
const maxConfigBytes = 4 * 1024 * 1024;
/** Items of one list, and lists of one gap. */
const maxItems = 100;
const maxLists = 10;

interface Turn {
  errand: Errand;
  failures: number;
}

interface Line {
  turns: Turn[];
  /** Turns that wait, are asked or are put off. */
  open: number;
  isWorking: boolean;
  outcome: HttpOutcome | null;
}

export function createAskFrigate(deps: AskFrigateDeps): AskFrigate {
  const { log, tell, pausesMs = usualPausesMs } = deps;
  const lines = new Map<string, Line>();
  const running = new Set<Promise<void>>();
  const stopped = new AbortController();
  const { signal } = stopped;
  // One for each errand that is put off.
  setMaxListeners(0, signal);
  const track = (work: Promise<void>) => {
    running.add(work);
    void work.finally(() => running.delete(work));
  };

  const settle = (mount: string, line: Line, outcome: HttpOutcome) => {
    if (line.outcome === outcome) return;
    line.outcome = outcome;
    if (outcome !== 'answers') log.warn({ mount, outcome }, 'Frigate is not asked for what was missed');
    tell(mount, { topic: answerTopics.outcome, payload: Buffer.from(outcome) });
  };
  const putOff = async (mount: string, line: Line, turn: Turn) => {
    await pause(pausesMs[turn.failures] ?? 0, signal);
    line.turns.push({ ...turn, failures: turn.failures + 1 });
    work(mount, line);
  };
  const take = async (mount: string, line: Line) => {
    for (let turn = line.turns.shift(); turn && !signal.aborted; turn = line.turns.shift()) {
      const outcome = await tryErrand(deps, mount, turn.errand);
      if (outcome !== 'again') settle(mount, line, outcome);
      const isOver = outcome === 'answers' || outcome === 'no-address';
      if (isOver || turn.failures >= pausesMs.length) line.open -= 1;
      else track(putOff(mount, line, turn));
    }
    line.isWorking = false;
  };
  const work = (mount: string, line: Line) => {
    if (line.isWorking || signal.aborted) return;
    line.isWorking = true;
    track(take(mount, line));
  };

  return {
    run: (mount, errands) => {
      if (errands.length === 0 || signal.aborted) return;
      if (!lines.has(mount) && lines.size >= maxFrigates) return;
      const line = lines.get(mount) ?? { turns: [], open: 0, isWorking: false, outcome: null };
      lines.set(mount, line);
      const taken = errands.filter(({ kind }) => {
        if (line.open >= (kind === 'reconcile' ? maxWaiting + maxGaps : maxWaiting)) return false;
        line.open += 1;
        return true;
      });
      line.turns.push(...taken.map((errand) => ({ errand, failures: 0 })));
      work(mount, line);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    stop: () => stopped.abort(),
  };
}

/** Never rejects. `again`: it answers, and has not got there yet. */
async function tryErrand(
  deps: AskFrigateDeps,
  mount: string,
  errand: Errand,
): Promise<HttpOutcome | 'again'> {
  try {
    const source = await deps.addressOf(mount);
    if (!source) return 'no-address';
    const task = { mount, source, errand };
    return await (errand.kind === 'snapshot' ? fetchPicture(deps, task) : reconcile(deps, task));
  } catch (error) {
    deps.log.debug({ err: error, mount, errand: errand.kind }, 'Frigate did not answer');
    return 'unreachable';
  }
}

interface Task {
  mount: string;
  source: OpenSource;
  errand: Errand;
}

/** The picture may be written, and its detection committed, a moment after the alert; for many there is none. */
async function fetchPicture(deps: AskFrigateDeps, task: Task): Promise<HttpOutcome | 'again'> {
  const { mount, errand } = task;
  const { device: camera, id: objectId = '' } = errand;
  const object = { mount, camera, objectId };
  if (!(await deps.wantsPicture(object))) return 'again';
  const path = `api/events/${encodeURIComponent(objectId)}/snapshot.jpg`;
  const answer = await fetchPart(deps, task, { path, maxBytes: maxFrameBytes });
  if (typeof answer === 'string') return notYet(answer);
  if (!isJpeg(answer.body)) return 'again';
  return (await deps.keepPicture({ ...object, jpeg: answer.body })) ? 'answers' : 'again';
}

/** Objects before reviews, which then know how sure Frigate was of them. */
async function reconcile(deps: AskFrigateDeps, task: Task): Promise<HttpOutcome | 'again'> {
  const config = await fetchPart(deps, task, { path: 'api/config', maxBytes: maxConfigBytes });
  if (typeof config === 'string') return notYet(config);
  deps.tell(task.mount, { topic: answerTopics.config, payload: detectSizes(config.body) });
  const events = await fetchLists(deps, task, {
    topic: answerTopics.events,
    path: 'api/events?include_thumbnails=0',
  });
  if (events !== 'answers') return notYet(events);
  const reviews = await fetchLists(deps, task, {
    topic: answerTopics.review,
    path: 'api/review?severity=alert',
  });
  // Frigate 0.13 and older has no reviews.
  return reviews === 'not-there' ? 'answers' : reviews;
}

/** The newest items of a gap, then those before them, until all are told. */
async function fetchLists(
  deps: AskFrigateDeps,
  task: Task,
  { topic, path }: { topic: string; path: string },
): Promise<'answers' | Missing> {
  const after = seconds(task.errand.after);
  let before = Number(seconds(task.errand.before));
  for (let lists = 0; lists < maxLists; lists++) {
    const page = `${path}&after=${after}&before=${before.toFixed(3)}&limit=${maxItems}`;
    const answer = await fetchPart(deps, task, { path: page, maxBytes: maxListBytes });
    if (typeof answer === 'string') return answer;
    deps.tell(task.mount, { topic, payload: answer.body });
    const { count, oldestS } = extentOf(answer.body);
    if (count < maxItems || oldestS >= before) break;
    before = oldestS;
  }
  return 'answers';
}

async function fetchPart(
  { ask }: AskFrigateDeps,
  { source }: Task,
  { path, maxBytes }: { path: string; maxBytes: number },
): Promise<{ body: Buffer } | Missing> {
  const answer = await ask(source, new URL(path, source.url));
  if (answer.status === 200) return { body: await answer.bytes(maxBytes) };
  answer.close();
  if (answer.status === 404) return 'not-there';
  return answer.status === 401 || answer.status === 403 ? 'refuses' : 'again';
}

type Missing = 'refuses' | 'not-there' | 'again';

const notYet = (missing: Missing) => (missing === 'refuses' ? 'refuses' : 'again');

/** How many items a list has, and when the oldest began, s since 1970. Throws when it is none. */
function extentOf(list: Buffer): { count: number; oldestS: number } {
  const items = JSON.parse(list.toString('utf8')) as { start_time?: unknown }[];
  const begun = items.map(({ start_time: start }) =>
    typeof start === 'string' ? Date.parse(start) / 1000 : Number(start),
  );
  return { count: items.length, oldestS: Math.min(...begun.filter(Number.isFinite)) };
}

const seconds = (at: EpochMs | undefined) => ((at ?? 0) / 1000).toFixed(3);

/** Of a configuration, which may be long and holds passwords, only what the family reads. Throws when it is none. */
function detectSizes(config: Buffer): Buffer {
  const { cameras } = JSON.parse(config.toString('utf8')) as {
    cameras: Record<string, { detect?: { width?: unknown; height?: unknown } }>;
  };
  const sizes = Object.entries(cameras).map(([name, { detect }]) => {
    return [name, { detect: { width: detect?.width, height: detect?.height } }];
  });
  return Buffer.from(JSON.stringify({ cameras: Object.fromEntries(sizes) }));
}

/** Ends early when it is stopped. */
async function pause(realMs: number, signal: AbortSignal): Promise<void> {
  await setTimeout(realMs, undefined, { signal }).catch(() => {});
}
