/** One family against very many mutated messages; see the bench `fuzz`. */
import type { Family, Packet } from '@mingchu/server/ingest/families/family';
import { answersOf, fixturesOf } from '@mingchu/server/ingest/families/fixtures/allFixtures';
import { fixtureAt, packetOf } from '@mingchu/server/ingest/families/fixtures/fixture';
import { unfitIn } from '@mingchu/server/ingest/families/fixtures/unfitIn';
import fc from 'fast-check';
import { createFuzzRules } from './fuzzRules.ts';
import { createHeapWatch } from './heapWatch.ts';
import { chanceOf, mutate, mutatedTopic } from './mutate.ts';

export interface Many {
  runs: number;
  seed: number;
}

export interface FuzzOutcome {
  family: string;
  runs: number;
  heard: number;
  refused: number;
  /** Samples of bound devices that would have been stored. */
  stored: number;
  /** Violations that readings opened. */
  opened: number;
  /** What is held at the end, MiB. */
  keptMiB: number;
  /** Of it, what came in the second half, MiB. */
  grewMiB: number;
  seconds: number;
  /** The first thing that went wrong. */
  found: string | null;
}

/** What a family may remember for one mount after any number of messages, MiB. */
const mostMiB = 64;
/** What it may still grow by when half of them have been heard, MiB: the noise of a heap. */
const mostGrowthMiB = 8;
/** Between two messages, ms. */
const everyMs = 50;

export async function fuzzFamily(family: Family, { runs, seed }: Many): Promise<FuzzOutcome> {
  const fixtures = [...(fixturesOf[family.id] ?? []), ...(answersOf[family.id] ?? [])];
  const packets = fixtures.map((fixture) => packetOf(fixture));
  const known = family.begin();
  const rules = createFuzzRules(family, packets);
  const counts = { heard: 0, refused: 0 };
  const heap = createHeapWatch(runs);
  const startedAt = performance.now();
  const attempt: Attempt = async (packet) => {
    try {
      const reading = family.decode(packet, known);
      family.wants?.(packet.topic, known);
      if ('problem' in reading) counts.refused++;
      else counts.heard++;
      return unfitIn(reading) ?? (await rules.follow(packet, reading));
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    } finally {
      heap.step();
    }
  };
  const structured = Math.ceil(runs / 10);
  const found =
    (await mutateBytes(packets, { runs: runs - structured, seed, attempt })) ??
    (await mutateStructure(packets, { runs: structured, seed, attempt, from: runs - structured }));
  const { keptMiB, grewMiB } = heap.end({ known, rules });
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const { stored, opened } = rules.counts;
  const outcome = { family: family.id, runs, ...counts, stored, opened, keptMiB, grewMiB, seconds };
  return { ...outcome, found: found ?? tooMuch(outcome) };
}

/** Why what is held is too much; null when it is not. */
export function tooMuch({ keptMiB, grewMiB }: { keptMiB: number; grewMiB: number }): string | null {
  if (keptMiB > mostMiB) return `holds ${keptMiB} MiB`;
  return grewMiB > mostGrowthMiB ? `grew by ${grewMiB} MiB in the second half` : null;
}

type Attempt = (packet: Packet) => Promise<string | null>;

interface Fuzz extends Many {
  attempt: Attempt;
}

async function mutateBytes(packets: Packet[], { runs, seed, attempt }: Fuzz): Promise<string | null> {
  const chance = chanceOf(seed);
  for (let run = 0; run < runs; run++) {
    const from = packets[chance.below(packets.length)] as Packet;
    const other = packets[chance.below(packets.length)] as Packet;
    const packet: Packet = {
      topic: mutatedTopic(from.topic, chance),
      payload: mutate(from.payload, { other: other.payload, chance }),
      retained: chance.below(8) === 0,
      receivedAt: fixtureAt + run * everyMs,
      username: chance.below(3) === 0 ? `name${chance.below(1e6)}` : from.username,
    };
    const found = await attempt(packet);
    if (found !== null) return `run ${run}, ${packet.topic}, ${packet.payload.toString('base64')}: ${found}`;
  }
  return null;
}

/** Cases of fast-check that are made at once. */
const perSample = 1_000;

/** One part of a JSON body becomes any other value. */
async function mutateStructure(
  packets: Packet[],
  { runs, seed, attempt, from }: Fuzz & { from: number },
): Promise<string | null> {
  const bodies = packets.flatMap((packet) => {
    try {
      return [{ packet, body: JSON.parse(packet.payload.toString()) as unknown }];
    } catch {
      return [];
    }
  });
  if (bodies.length === 0) return null;
  const cases = fc.tuple(
    fc.constantFrom(...bodies),
    fc.array(fc.nat(7), { maxLength: 6 }),
    fc.jsonValue({ maxDepth: 3 }),
  );
  for (let run = 0; run < runs; run += perSample) {
    const sample = { seed: seed + run, numRuns: Math.min(perSample, runs - run) };
    for (const [index, [{ packet, body }, path, value]] of fc.sample(cases, sample).entries()) {
      const payload = Buffer.from(JSON.stringify(replacedAt(body, path, value)));
      const receivedAt = fixtureAt + (from + run + index) * everyMs;
      const found = await attempt({ ...packet, payload, receivedAt });
      if (found !== null)
        return `${packet.topic}, ${payload.toString('base64')}: ${found}; fast-check seed ${sample.seed}`;
    }
  }
  return null;
}

function replacedAt(body: unknown, path: readonly number[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof body !== 'object' || body === null) return value;
  const keys = Object.keys(body);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return value;
  const inner = replacedAt((body as Record<string, unknown>)[key], rest, value);
  return Array.isArray(body)
    ? body.map((entry, index) => (String(index) === key ? inner : (entry as unknown)))
    : { ...body, [key]: inner };
}
