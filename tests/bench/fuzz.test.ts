/** The bench `fuzz` in small, and that it finds what it looks for. */
import type { Decision } from '@mingchu/shared/decision';
import { families } from '@mingchu/server/ingest/families/catalog';
import type { Family, Reading } from '@mingchu/server/ingest/families/family';
import { zigbee2mqtt } from '@mingchu/server/ingest/families/zigbee2mqtt/zigbee2mqtt';
import { fixtureAt } from '@mingchu/server/ingest/families/fixtures/fixture';
import type { Observation } from '@mingchu/shared/observation';
import { describe, expect, it } from 'vitest';
import { fuzzFamily, tooMuch } from './fuzzFamily.ts';
import { fuzzFrigateAnswers } from './fuzzFrigate.ts';
import { carries, unfitSample } from './fuzzRules.ts';

/** The bench makes a million. */
const runs = 2_000;
const seed = Math.floor(Math.random() * 2 ** 31);

describe(`mutated messages, seed ${seed}`, () => {
  it.each(families)(
    '[DF109] of $id: nothing thrown, no impossible reading, no groundless violation',
    async (family) => {
      const outcome = await fuzzFamily(family, { runs, seed });
      expect(outcome.found).toBeNull();
      expect(outcome.heard).toBeGreaterThan(0);
      expect(outcome.refused).toBeGreaterThan(0);
    },
  );

  it('[DF109] of devices with values go on to samples that open violations, rightly', async () => {
    const { stored, opened } = await fuzzFamily(zigbee2mqtt, { runs, seed });
    expect(stored).toBeGreaterThan(100);
    expect(opened).toBeGreaterThan(0);
  });

  it('[DF109] answered by a Frigate over HTTP', async () => {
    const outcome = await fuzzFrigateAnswers({ runs: 20_000, seed });
    expect(outcome.found).toBeNull();
    expect(outcome.heard).toBeGreaterThan(0);
  });
});

describe('the bench finds', () => {
  const saying = (decode: Family['decode']): Family => ({ ...(zigbee2mqtt as Family), decode });
  const found = async (family: Family) => (await fuzzFamily(family, { runs: 500, seed })).found;
  const sample = (metric: string, value: number, retained?: true): Parameters<typeof unfitSample>[0] => ({
    observation: {
      kind: 'telemetry',
      siteId: 's0001',
      deviceId: 'd0-fridge',
      at: fixtureAt,
      receivedAt: fixtureAt,
      values: { [metric]: value },
      ...(retained && { retained }),
    },
    skewMs: null,
    deviceTime: fixtureAt,
    key: null,
  });
  const packet = {
    topic: 't',
    payload: Buffer.alloc(0),
    retained: false,
    receivedAt: fixtureAt,
    username: null,
  };

  it('what is thrown and what cannot be stored', async () => {
    let heard = 0;
    const brittle = saying(() => {
      heard += 1;
      if (heard > 100) throw new Error('broken');
      return { heard: [] };
    });
    expect(await found(brittle)).toContain('broken');
    const nameless: Reading = { heard: [{ kind: 'availability', device: '', state: 'online' }] };
    expect(await found(saying(() => nameless))).toContain('an address of 0');
  });

  it('what is kept without an end', () => {
    expect(tooMuch({ keptMiB: 65, grewMiB: 0 })).toBe('holds 65 MiB');
    expect(tooMuch({ keptMiB: 20, grewMiB: 9 })).toBe('grew by 9 MiB in the second half');
    expect(tooMuch({ keptMiB: 20, grewMiB: 1 })).toBeNull();
  });

  it('readings that cannot be, and violations that nothing carries', () => {
    expect(unfitSample(sample('temperatureC', 4), packet)).toBeNull();
    expect(unfitSample(sample('temperatureC', 9e9), packet)).toBe('the reading temperatureC 9000000000');
    expect(unfitSample(sample('speed', 4), packet)).toBe('the reading speed 4');
    expect(unfitSample(sample('temperatureC', 4), { ...packet, retained: true })).toMatch('a live telemetry');
    const rule = { kind: 'threshold', params: { metric: 'temperatureC', direction: 'above', limit: 8 } };
    const decision = { rule, siteId: 's0001', deviceId: 'd0-fridge' } as unknown as Decision;
    const says = (value: number, retained?: true): Observation =>
      sample('temperatureC', value, retained).observation;
    expect(carries(says(9), decision)).toBe(true);
    expect(carries(says(7), decision)).toBe(false);
    expect(carries(says(9, true), decision)).toBe(false);
    expect(carries({ ...says(9), deviceId: 'd1-fridge' } as Observation, decision)).toBe(false);
    expect(carries({ kind: 'tick', at: fixtureAt }, decision)).toBe(false);
  });
});
