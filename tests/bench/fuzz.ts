/**
 * The bench `fuzz`: mutations of the fixtures of every device family, each decoded by a family that remembers all
 * those before it. Nothing may be thrown, nothing said that a database cannot hold, and what is remembered must stay
 * within bounds however many names are invented.
 *
 * Flags: `--runs 100000` (a family; nine tenths mutate bytes, a tenth the structure), `--seed N` (printed by every
 * run; the same seed and family mutate alike), `--family ID`.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { families } from '@mingchu/server/ingest/families/catalog';
import type { Family, Packet } from '@mingchu/server/ingest/families/family';
import { fixturesOf } from '@mingchu/server/ingest/families/fixtures/allFixtures';
import { fixtureAt, packetOf } from '@mingchu/server/ingest/families/fixtures/fixture';
import { unfitIn } from '@mingchu/server/ingest/families/fixtures/unfitIn';
import fc from 'fast-check';
import { chanceOf, mutate, mutatedTopic } from './mutate.ts';

/** What a family may remember for one mount after any number of messages, MiB. */
const mostMiB = 64;

export function run(argv: string[]): void {
  const { values } = parseArgs({
    args: argv,
    options: {
      runs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      family: { type: 'string' },
    },
  });
  const runs = Number(values.runs);
  const seed = Number(values.seed);
  const chosen = families.filter(({ id }) => values.family === undefined || id === values.family);
  const rows = chosen.map((family) => fuzzFamily(family, runs, seed));
  console.table(rows);
  console.log(JSON.stringify({ bench: 'fuzz', seed, families: rows }));
  if (rows.length === 0 || rows.some(({ found }) => found !== null)) process.exitCode = 1;
}

interface Outcome {
  family: string;
  seed: number;
  runs: number;
  heard: number;
  refused: number;
  keptMiB: number;
  seconds: number;
  /** The first thing that went wrong. */
  found: string | null;
}

function fuzzFamily(family: Family, runs: number, seed: number): Outcome {
  const packets = (fixturesOf[family.id] ?? []).map((fixture) => packetOf(fixture));
  const known = family.begin();
  const before = heapMiB();
  const startedAt = performance.now();
  const outcome: Outcome = {
    family: family.id,
    seed,
    runs,
    heard: 0,
    refused: 0,
    keptMiB: 0,
    seconds: 0,
    found: null,
  };
  const attempt = (packet: Packet): string | null => {
    try {
      const reading = family.decode(packet, known);
      family.wants?.(packet.topic, known);
      if ('problem' in reading) outcome.refused++;
      else outcome.heard++;
      return unfitIn(reading);
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  };
  const structured = Math.ceil(runs / 10);
  outcome.found =
    mutateBytes(packets, { runs: runs - structured, seed, attempt }) ??
    mutateStructure(packets, { runs: structured, seed, attempt });
  outcome.keptMiB = Math.round((heapMiB() - before) * 10) / 10;
  outcome.seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  // After the measurement, so that it is still held while the heap is looked at.
  family.decode(packets[0] as Packet, known);
  if (outcome.keptMiB > mostMiB) outcome.found ??= `remembers ${outcome.keptMiB} MiB`;
  return outcome;
}

interface Fuzz {
  runs: number;
  seed: number;
  attempt: (packet: Packet) => string | null;
}

function mutateBytes(packets: Packet[], { runs, seed, attempt }: Fuzz): string | null {
  const chance = chanceOf(seed);
  for (let run = 0; run < runs; run++) {
    const from = packets[chance.below(packets.length)] as Packet;
    const other = packets[chance.below(packets.length)] as Packet;
    const packet: Packet = {
      topic: mutatedTopic(from.topic, chance),
      payload: mutate(from.payload, { other: other.payload, chance }),
      retained: chance.below(8) === 0,
      receivedAt: fixtureAt + run * 50,
      username: chance.below(3) === 0 ? `name${chance.below(1e6)}` : from.username,
    };
    const found = attempt(packet);
    if (found !== null) return `run ${run}, ${packet.topic}, ${packet.payload.toString('base64')}: ${found}`;
  }
  return null;
}

/** One part of a JSON body becomes any other value. */
function mutateStructure(packets: Packet[], { runs, seed, attempt }: Fuzz): string | null {
  const bodies = packets.flatMap((packet) => {
    try {
      return [{ packet, body: JSON.parse(packet.payload.toString()) as unknown }];
    } catch {
      return [];
    }
  });
  if (bodies.length === 0) return null;
  let found: string | null = null;
  const property = fc.property(
    fc.constantFrom(...bodies),
    fc.array(fc.nat(7), { maxLength: 6 }),
    fc.jsonValue({ maxDepth: 3 }),
    ({ packet, body }, path, value) => {
      const payload = Buffer.from(JSON.stringify(replacedAt(body, path, value)));
      const wrong = attempt({ ...packet, payload });
      if (wrong !== null) found ??= `${packet.topic}, ${payload.toString('base64')}: ${wrong}`;
      return wrong === null;
    },
  );
  // A smaller example would be tried on a family that remembers other things by then.
  const result = fc.check(property, { numRuns: runs, seed, endOnFailure: true });
  return result.failed ? `${found ?? 'failed'}; fast-check seed ${result.seed}` : null;
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

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapMiB(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
