/** Families against bytes that no device sends: noise, and good messages of which a part was changed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStorable } from '../model/storableText.ts';
import { families } from './catalog.ts';
import type { Reading } from './family.ts';
import { answersOf, fixturesOf } from './fixtures/allFixtures.ts';
import { bytesOf, type Fixture, packetOf } from './fixtures/fixture.ts';
import { unfitIn } from './fixtures/unfitIn.ts';

const subjects = families.map((family) => {
  const { id } = family;
  return { id, family, fixtures: [...(fixturesOf[id] ?? []), ...(answersOf[id] ?? [])] };
});

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    '',
    '\0',
    '\ud800',
    'NaN',
    -1,
    1e308,
    1e-308,
    '1'.repeat(70_000),
    [[]],
    {},
    '__proto__',
  ),
);

/** The message with some part of it made strange: a value somewhere in it, or a byte. */
function changed({ topic, payload }: Fixture): fc.Arbitrary<Fixture> {
  const plain = bytesOf(payload);
  const flipped = fc
    .array(fc.tuple(fc.nat(Math.max(0, plain.length - 1)), fc.nat(255)), { minLength: 1, maxLength: 4 })
    .map((flips) => {
      const bytes = Buffer.from(plain);
      for (const [at, value] of flips) bytes[at] = value;
      return { topic, payload: bytes };
    });
  const cut = fc.nat(plain.length).map((end) => ({ topic, payload: plain.subarray(0, end) }));
  if (typeof payload !== 'object' || payload === null || Buffer.isBuffer(payload))
    return fc.oneof(flipped, cut);
  const replaced = fc
    .tuple(fc.array(fc.nat(30), { maxLength: 5 }), strange)
    .map(([path, value]) => ({ topic, payload: bytesOf(replace(payload, path, value)) }));
  return fc.oneof(replaced, replaced, flipped, cut);
}

function replace(value: unknown, path: number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return by;
  const child = replace((value as Record<string, unknown>)[key], rest, by);
  if (Array.isArray(value)) return value.map((one: unknown, index) => (String(index) === key ? child : one));
  return { ...value, [key]: child };
}

function expectHeld(reading: Reading): void {
  expect(unfitIn(reading)).toBeNull();
  if ('problem' in reading) return;
  expect(isStorable([reading.errands, reading.listen])).toBe(true);
  for (const one of reading.heard) if (one.kind === 'finding') expect(one.id.length).toBeLessThanOrEqual(64);
}

describe.each(subjects)('$id', ({ family, fixtures }) => {
  const some = fc.constantFrom(...fixtures);
  const noise = fc.record({
    topic: fc.oneof(
      some.map(({ topic }) => topic),
      fc.constantFrom(...family.topics),
    ),
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  });
  const message = fc.oneof(some, some.chain(changed), some.chain(changed), noise);

  it('[DF51] reads messages of which a part was changed', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), (messages) => {
        const known = family.begin();
        for (const one of messages) expectHeld(family.decode(packetOf(one), known));
      }),
      { numRuns: 500 },
    );
  });

  it('[DF51] takes no name for a part of its own language', () => {
    const own = ['constructor', '__proto__', 'toString'];
    for (const { topic, payload } of fixtures)
      for (const name of own)
        for (const [index] of topic.split('/').entries()) {
          const strange = topic.split('/').with(index, name).join('/');
          const reading = family.decode(packetOf({ topic: strange, payload }), family.begin());
          expect('problem' in reading || Array.isArray(reading.heard)).toBe(true);
          expectHeld(reading);
        }
    for (const { topic } of fixtures) {
      const body = Object.fromEntries(own.map((name) => [name, name]));
      expectHeld(family.decode(packetOf({ topic, payload: body }), family.begin()));
    }
  });

  it('[DF51] is not stopped by what is nested 50,000 deep', () => {
    const known = family.begin();
    const brackets = '['.repeat(50_000) + ']'.repeat(50_000);
    const deep = [brackets, `{"after":${brackets}}`, '{"a":'.repeat(50_000), '<a>'.repeat(50_000)];
    for (const { topic } of fixtures)
      for (const payload of deep) expectHeld(family.decode(packetOf({ topic, payload }), known));
  });
});
