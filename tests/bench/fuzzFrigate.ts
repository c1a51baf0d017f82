/** Mutated answers of a Frigate over HTTP: its configuration, and pages of what was missed in a gap. */
import { frigate } from '@mingchu/server/ingest/families/frigate/frigate';
import type { Errand, Packet } from '@mingchu/server/ingest/families/family';
import { config, listedEvent, listedReview, startS } from '@mingchu/server/ingest/families/fixtures/frigate';
import { bytesOf, fixtureAt } from '@mingchu/server/ingest/families/fixtures/fixture';
import { unfitIn } from '@mingchu/server/ingest/families/fixtures/unfitIn';
import { createAskFrigate } from '@mingchu/server/ingest/frigate/askFrigate';
import { quietLog } from '../harness/log.ts';
import type { FuzzOutcome, Many } from './fuzzFamily.ts';
import { tooMuch } from './fuzzFamily.ts';
import { createHeapWatch } from './heapWatch.ts';
import { chanceOf, mutate } from './mutate.ts';

/** Full pages, so that those before them are asked for as well. */
const pageItems = 100;
const moments = Array.from({ length: pageItems }, (_none, index) => startS - index);
const bodies: Readonly<Record<string, Buffer>> = {
  '/api/config': bytesOf(config),
  '/api/events': bytesOf(moments.map((at) => ({ ...listedEvent(`${at}-a`, 0.9), start_time: at }))),
  '/api/review': bytesOf(moments.map((at) => listedReview(`${at}-a`, at, null))),
};
const statuses = [200, 200, 200, 200, 200, 200, 404, 401, 500] as const;
/** Longer than any run of pages may be: configuration, and ten pages of objects and of alerts. */
const mostRequests = 21;

export async function fuzzFrigateAnswers({ runs: wanted, seed }: Many): Promise<FuzzOutcome> {
  const runs = Math.ceil(wanted / 100);
  const chance = chanceOf(seed);
  const known = frigate.begin();
  const heap = createHeapWatch(runs);
  const startedAt = performance.now();
  const counts = { heard: 0, refused: 0, stored: 0, opened: 0 };
  let found: string | null = null;
  let requests = 0;
  const ask = async (_source: unknown, url: URL) => {
    requests += 1;
    const body = bodies[url.pathname] ?? Buffer.alloc(0);
    const bytes = async () => mutate(body, { other: bodies['/api/config'] as Buffer, chance });
    return { status: statuses[chance.below(statuses.length)] as number, bytes, close: () => {} };
  };
  const tell = (_mount: string, { topic, payload }: { topic: string; payload: Buffer }) => {
    const packet: Packet = { topic, payload, retained: false, receivedAt: fixtureAt, username: null };
    const reading = frigate.decode(packet, known);
    if ('problem' in reading) counts.refused++;
    else counts.heard++;
    found ??= unfitIn(reading);
  };
  const asker = createAskFrigate({
    addressOf: async () => ({ kind: 'snapshot', url: new URL('http://frigate:5000'), credentials: null }),
    ask,
    tell,
    wantsPicture: async () => true,
    keepPicture: async () => true,
    log: quietLog,
    pausesMs: [],
  });
  for (let run = 0; run < runs && found === null; run++) {
    requests = 0;
    const gap: Errand = {
      device: 'frigate',
      kind: 'reconcile',
      after: fixtureAt - 600_000,
      before: fixtureAt,
    };
    const picture: Errand = { device: 'prep', kind: 'snapshot', id: `n${chance.below(1e9)}` };
    asker.run('s0001', [run % 8 === 0 ? picture : gap]);
    await asker.idle();
    if (requests > mostRequests) found = `${requests} requests for one gap`;
    heap.step();
  }
  asker.stop();
  const held = heap.end(known);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  return { family: 'frigate over HTTP', runs, ...counts, ...held, seconds, found: found ?? tooMuch(held) };
}
