import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { families } from './catalog.ts';
import type { Packet } from './family.ts';
import { fixturesOf } from './fixtures/allFixtures.ts';
import { fixtureAt, packetOf } from './fixtures/fixture.ts';
import { unfitIn } from './fixtures/unfitIn.ts';
import { matchesFilter } from './topicFilter.ts';

/** The bench `fuzz` does a million of these a family. */
const runs = 500;
/** What every object answers to, as levels of a topic and names of values. */
const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];

describe.each(families.map((family) => [family.id, family] as const))('every family: %s', (id, family) => {
  const packets = (fixturesOf[id] ?? []).map((fixture) => packetOf(fixture));

  it('[DF14] reads its own fixtures, each on a topic of its own', () => {
    expect(packets.length).toBeGreaterThan(3);
    const known = family.begin();
    for (const packet of packets) {
      const reading = family.decode(packet, known);
      if ('problem' in reading) throw new Error(`${packet.topic}: ${reading.problem} ${reading.detail}`);
      const meant = family.topics.some((filter) => matchesFilter(filter, packet.topic));
      expect(meant || family.wants?.(packet.topic, known)).toBe(true);
    }
  });

  it('[DF15] never throws, and says nothing that a database cannot hold', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .tuple(fc.constantFrom(...packets), fc.constantFrom(...inherited))
        .map(([{ payload }, name]) => Buffer.from(payload.toString().replaceAll(/"\w+"/g, `"${name}"`))),
      fc.constantFrom(...packets).map(({ payload }) => payload),
    );
    const topics = fc.oneof(
      fc.constantFrom(...packets).map(({ topic }) => topic),
      fc
        .tuple(
          fc.constantFrom(...family.topics),
          fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...inherited)),
        )
        .map(([filter, level]) => filter.replaceAll(/[+#]/g, () => level)),
    );
    const known = family.begin();
    fc.assert(
      fc.property(topics, bytes, fc.boolean(), (topic, payload, retained) => {
        const packet: Packet = { topic, payload, retained, receivedAt: fixtureAt, username: 'gateway' };
        expect(unfitIn(family.decode(packet, known))).toBeNull();
        for (const speaker of family.speakers?.(packet, known) ?? []) expect(typeof speaker).toBe('string');
      }),
      { numRuns: runs },
    );
  });

  it('[DF16] maps its values to known metrics', async () => {
    const { metrics, detectionTypes } = await import('@mingchu/shared/vocabulary');
    const canonical: readonly string[] = [...metrics, ...detectionTypes];
    expect(family.mapping.length).toBeGreaterThan(0);
    for (const { to } of family.mapping) expect(canonical).toContain(to);
  });
});
