/**
 * The bench `decode`: what reading one message of each device family costs, over the fixtures of the catalog, in µs
 * and as a multiple of parsing the same payload as JSON.
 *
 * Flags: `--rounds 400` (each is 20 decodings of one message).
 */
import { parseArgs } from 'node:util';
import { families } from '@mingchu/server/ingest/families/catalog';
import type { Family, Packet } from '@mingchu/server/ingest/families/family';
import { fixturesOf } from '@mingchu/server/ingest/families/fixtures/allFixtures';
import { packetOf } from '@mingchu/server/ingest/families/fixtures/fixture';

const perRound = 20;
/** Rounds before the first that counts, so that the code is compiled. */
const warmUpRounds = 100;
/** What a message may cost at the median, µs: intake handles some thousands a second beside its other work. */
const aimUs = 20;

export function run(argv: string[]): void {
  const { values } = parseArgs({ args: argv, options: { rounds: { type: 'string', default: '400' } } });
  const rounds = Number(values.rounds);
  const rows = families.map((family) => measureFamily(family, rounds));
  console.table(rows);
  console.log(JSON.stringify({ bench: 'decode', aimUs, families: rows }));
  if (rows.some(({ medianUs }) => medianUs > aimUs)) process.exitCode = 1;
}

function measureFamily(family: Family, rounds: number) {
  const packets = (fixturesOf[family.id] ?? []).map((fixture) => packetOf(fixture));
  const costs = packets.map((packet) => {
    const decodeUs = medianUs(rounds, decoderOf(family, packets, packet));
    const parseUs = isJson(packet) ? medianUs(rounds, () => JSON.parse(packet.payload.toString())) : null;
    return { decodeUs, ratio: parseUs === null ? null : decodeUs / parseUs };
  });
  const decodeUs = costs.map((cost) => cost.decodeUs);
  return {
    family: family.id,
    messages: packets.length,
    medianUs: rounded(median(decodeUs)),
    mostUs: rounded(Math.max(...decodeUs)),
    timesJsonParse: rounded(median(costs.flatMap(({ ratio }) => ratio ?? []))),
  };
}

/** Decodes one message with what is known after all of them. */
function decoderOf(family: Family, packets: Packet[], packet: Packet): () => unknown {
  const known = family.begin();
  for (const each of packets) family.decode(each, known);
  return () => family.decode(packet, known);
}

function medianUs(rounds: number, once: () => unknown): number {
  const costs: number[] = [];
  for (let round = -warmUpRounds; round < rounds; round++) {
    const startedAt = performance.now();
    for (let index = 0; index < perRound; index++) once();
    if (round >= 0) costs.push(((performance.now() - startedAt) * 1000) / perRound);
  }
  return median(costs);
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

function isJson({ payload }: Packet): boolean {
  try {
    return typeof JSON.parse(payload.toString()) === 'object';
  } catch {
    return false;
  }
}
