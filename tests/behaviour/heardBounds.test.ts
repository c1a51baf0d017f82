/** The inbox when a site invents names: whose rows leave. */
import { createHeardWriter } from '@mingchu/server/bindings/noteHeard';
import { createClock } from '@mingchu/server/platform/clock';
import { canonicalFamily } from '@mingchu/shared/bindings';
import { beforeEach, expect, it } from 'vitest';
import { quietLog } from '../harness/log.ts';
import { testDatabase } from '../harness/testDatabase.ts';

const world = testDatabase();
const clock = createClock();
const start = clock.now();
const limits = { maxUnbound: { perOwner: 5, inAll: 12 }, sampleEveryMs: 0 };

beforeEach(() => world.db.execute('delete from heard_device'));

interface Name {
  family?: string;
  mount?: string;
  address: string;
}

/** Each a second after the one before; resolves when all are written. */
async function hear(names: Name[], from: number): Promise<void> {
  const writer = createHeardWriter({ db: world.db, clock, log: quietLog, limits });
  await Promise.all(
    names.map(
      ({ family = 'probe', mount = '', address }, index) =>
        new Promise<void>((resolve) =>
          writer.note(
            { family, mount, address, at: start + (from + index) * 1_000, said: [] },
            false,
            resolve,
          ),
        ),
    ),
  );
  writer.stop();
}
const some = (count: number, of: Omit<Name, 'address'>, prefix: string): Name[] =>
  Array.from({ length: count }, (_, index) => ({ ...of, address: `${prefix}${index}` }));
const kept = async (where: string) =>
  (
    await world.db.query<{ address: string }>(
      `select address from heard_device where ${where} order by last_heard_at`,
    )
  ).map(({ address }) => address);

it('[IS14] names that a site invents push out its own, the longest silent first, and nobody else', async () => {
  await hear(some(2, { mount: 's2' }, 'fridge-'), 0);
  await hear(some(2, {}, 'plain-'), 10);
  await hear(some(9, { mount: 's1' }, 'made-up-'), 20);
  await hear(some(9, { family: canonicalFamily }, 's3/made-up-'), 40);
  expect(await kept(`mount = 's2'`)).toEqual(['fridge-0', 'fridge-1']);
  expect(await kept(`mount = '' and family = 'probe'`)).toEqual(['plain-0', 'plain-1']);
  // Five of each would be 14 of all: one leaves of each site that has most.
  expect(await kept(`mount = 's1'`)).toEqual([5, 6, 7, 8].map((n) => `made-up-${n}`));
  expect(await kept(`family = '${canonicalFamily}'`)).toEqual([5, 6, 7, 8].map((n) => `s3/made-up-${n}`));
});
