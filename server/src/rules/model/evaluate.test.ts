/** The same feed gives the same journal, however it is delivered. */
import type { Observation } from '@mingchu/shared/observation';
import type { Device, Site } from '@mingchu/shared/registry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { type CompiledRules, compileRules } from './compileRules.ts';
import type { Decision } from '@mingchu/shared/decision';
import { evaluate } from './evaluate.ts';
import { commonOfRules } from './fixtures/commonOfRules.ts';
import { freshState } from './state.ts';
import { localMidnight, type Rule } from '@mingchu/shared/rulebook';

/** 2026-11-24 10:00 local, a Tuesday. */
const start = localMidnight('2026-11-24') + 10 * 3_600_000;
const second = 1_000;

const common = { ...commonOfRules, severity: 'major' } as const;
const rules: Rule[] = [
  {
    ...common,
    id: 'warm',
    kind: 'threshold',
    params: {
      metric: 'temperatureC',
      direction: 'above',
      limit: 8,
      forS: 40,
      hysteresis: 1,
      offDelayS: 20,
      ignoreValues: [85],
    },
  },
  {
    ...common,
    id: 'hot',
    kind: 'threshold',
    params: { metric: 'temperatureC', direction: 'above', limit: 12, forS: 0, hysteresis: 0, offDelayS: 0 },
  },
  { ...common, id: 'rising', kind: 'rate', params: { metric: 'temperatureC', rise: 6, withinS: 60 } },
  {
    ...common,
    id: 'no-hat',
    kind: 'detections',
    params: { type: 'no-hat', minConfidence: 0.5, count: 3, withinS: 30, offDelayS: 45 },
  },
  { ...common, id: 'offline', kind: 'offline', params: { forS: 25 } },
];
const site: Site = {
  id: 's1',
  gridId: 'g1',
  name: '单位',
  kind: 'school',
  address: '',
  lat: 26,
  lon: 112,
  openingHours: [],
};
const device = (id: string, own: Partial<Device> = {}): Device => ({
  id,
  siteId: 's1',
  kind: 'fridge',
  name: id,
  zone: 'storage',
  reportPeriodS: 10,
  inService: true,
  ...own,
});

function compiled(
  own: Rule[] = rules,
  registry: {
    sites?: Site[];
    devices?: Device[];
    overrides?: Record<string, { enabled: boolean; params: Record<string, unknown> }>;
  } = {},
): CompiledRules {
  return compileRules(
    {
      rules: own,
      changeTimes: [...new Set(own.map((rule) => localMidnight(rule.effectiveFrom)))].sort((a, b) => a - b),
    },
    {
      sites: new Map((registry.sites ?? [site]).map((entry) => [entry.id, entry])),
      devices: new Map(
        (registry.devices ?? [device('d1'), device('d2')]).map((entry) => [`s1/${entry.id}`, entry]),
      ),
      overrides: new Map(Object.entries(registry.overrides ?? {})),
      revision: 1,
    },
    { shard: 0, shardCount: 1 },
  );
}

/** Openings and clearings after all corrections, in order of onset. */
function journalOf(decisions: readonly Decision[]): string[] {
  const series = new Map<string, { onsetAt: number; clearedAt: number | null }[]>();
  for (const decision of decisions) {
    const key = [decision.rule.id, decision.siteId, decision.deviceId, decision.zone].join('|');
    const episodes = series.get(key) ?? [];
    series.set(key, episodes);
    const last = episodes.at(-1);
    const of = episodes.find((episode) => episode.onsetAt === decision.onsetAt);
    switch (decision.kind) {
      case 'open':
        expect(last === undefined || last.clearedAt !== null, `${key} opens while open`).toBe(true);
        episodes.push({ onsetAt: decision.onsetAt, clearedAt: null });
        break;
      case 'clear':
        expect(last, `${key} clears what is not open`).toMatchObject({
          onsetAt: decision.onsetAt,
          clearedAt: null,
        });
        if (last) last.clearedAt = decision.at;
        break;
      case 'withdraw-open':
        expect(last, `${key} withdraws the latest`).toMatchObject({
          onsetAt: decision.onsetAt,
          clearedAt: null,
        });
        episodes.pop();
        break;
      case 'withdraw-clear':
        if (last) last.clearedAt = null;
        break;
      case 'correct-open': {
        const wrong = episodes.find((episode) => episode.onsetAt === decision.wasOnsetAt);
        expect(wrong, `${key} corrects what was told`).toBeDefined();
        if (wrong) wrong.onsetAt = decision.onsetAt;
        break;
      }
      case 'correct-clear':
        expect(of, `${key} corrects a clearing that was told`).toBeDefined();
        if (of) of.clearedAt = decision.at;
    }
  }
  return [...series]
    .flatMap(([key, episodes]) =>
      episodes.map((episode) => `${episode.onsetAt} ${key} → ${episode.clearedAt}`),
    )
    .sort();
}

function run(batches: readonly (readonly Observation[])[], own = compiled()): Decision[] {
  let state = freshState();
  return batches.flatMap((batch) => {
    const answer = evaluate(state, batch, own);
    state = answer.state;
    return answer.decisions;
  });
}

interface Event {
  gapS: number;
  deviceId: string;
  /** Temperature null: as it was before on this device. */
  what: { temperature: number | null } | { hat: string; confidence: number } | { offline: boolean };
}
const event: fc.Arbitrary<Event> = fc.record({
  // Mostly dense, sometimes a hole longer than the gap limit of 90 s.
  gapS: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.integer({ min: 60, max: 120 }) },
  ),
  deviceId: fc.constantFrom('d1', 'd2'),
  what: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        temperature: fc.oneof(
          { weight: 4, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: fc.constantFrom(4, 7.5, 9, 11, 13, 85) },
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        hat: fc.constantFrom('prep', 'cooking'),
        confidence: fc.constantFrom(0.3, 0.6, 0.9),
      }),
    },
    { weight: 1, arbitrary: fc.record({ offline: fc.boolean() }) },
  ),
});
const feed = fc.array(event, { minLength: 5, maxLength: 120, size: 'max' }).map(observationsOf);

/** The feed in order, with a tick every 5 s, as the log holds it. */
function observationsOf(events: Event[]): Observation[] {
  const observations: Observation[] = [];
  let at = start;
  let tickAt = start;
  const lastTemperature = new Map<string, number>();
  events.forEach(({ gapS, deviceId, what }, index) => {
    at += gapS * second;
    for (; tickAt + 5 * second <= at; observations.push({ kind: 'tick', at: tickAt })) tickAt += 5 * second;
    const base = { siteId: 's1', deviceId, at, receivedAt: at + 200 };
    if ('temperature' in what) {
      const temperatureC = what.temperature ?? lastTemperature.get(deviceId) ?? 4;
      lastTemperature.set(deviceId, temperatureC);
      observations.push({ ...base, kind: 'telemetry', values: { temperatureC } });
    } else if ('hat' in what) {
      observations.push({
        ...base,
        kind: 'detection',
        id: `e${index}`,
        type: 'no-hat',
        confidence: what.confidence,
        zone: what.hat,
      });
    } else observations.push({ ...base, kind: 'status', state: what.offline ? 'offline' : 'online' });
  });
  // Time goes on after the last message: what is still open by time alone closes.
  for (let i = 0; i < 60; i++) observations.push({ kind: 'tick', at: (tickAt += 5 * second) });
  return observations;
}

/** Cuts into batches at the given places. */
function cut(observations: Observation[], sizes: readonly number[]): Observation[][] {
  const batches: Observation[][] = [];
  for (let from = 0, i = 0; from < observations.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    batches.push(observations.slice(from, from + size));
    from += size;
  }
  return batches;
}
const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 10 });
const runs = { numRuns: 400 };

describe('evaluation is a function of the feed', () => {
  it('[RU1] however it is cut into batches, the decisions are the same', () => {
    fc.assert(
      fc.property(feed, sizes, (observations, cuts) => {
        expect(run(cut(observations, cuts))).toEqual(run([observations]));
      }),
      runs,
    );
  });

  it('[RU2] messages delivered twice change nothing', () => {
    fc.assert(
      fc.property(feed, fc.array(fc.nat(1000), { maxLength: 30 }), sizes, (observations, picks, cuts) => {
        const doubled = [...observations];
        for (const pick of picks) {
          const from = pick % doubled.length;
          const copy = doubled[from];
          if (copy && copy.kind !== 'status')
            doubled.splice(Math.min(doubled.length, from + 1 + (pick % 9)), 0, copy);
        }
        expect(journalOf(run(cut(doubled, cuts)))).toEqual(journalOf(run([observations])));
      }),
      runs,
    );
  });

  it('[RU3] messages late by up to the skew limit give the same journal', () => {
    fc.assert(
      fc.property(
        feed,
        fc.array(fc.integer({ min: 0, max: 29 }), { minLength: 1, maxLength: 40 }),
        sizes,
        (observations, delays, cuts) => {
          const delivered = observations
            .map((observation, index) => ({
              observation,
              order:
                observation.at +
                (observation.kind === 'tick' ? 0 : (delays[index % delays.length] ?? 0) * second),
            }))
            .sort((a, b) => a.order - b.order)
            .map((entry) => entry.observation);
          expect(journalOf(run(cut(delivered, cuts)))).toEqual(journalOf(run([observations])));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('[RU4] a stop anywhere and a replay from the checkpoint give the decisions of a straight run', () => {
    fc.assert(
      fc.property(feed, fc.nat(1000), fc.nat(1000), (observations, a, b) => {
        const checkpoint = Math.min(a % observations.length, b % observations.length);
        const killed = Math.max(a % observations.length, b % observations.length);
        const first = evaluate(freshState(), observations.slice(0, checkpoint), compiled());
        const bytes = encodeCheckpoint(first.state);
        const second = evaluate(first.state, observations.slice(checkpoint, killed), compiled());
        // Killed here. The next process loads, replays with the decisions thrown away, and goes on.
        const replayed = evaluate(
          decodeCheckpoint(bytes),
          observations.slice(checkpoint, killed),
          compiled(),
        );
        const rest = evaluate(replayed.state, observations.slice(killed), compiled());
        const all = [...first.decisions, ...second.decisions, ...rest.decisions];
        expect(all).toEqual(run([observations]));
      }),
      runs,
    );
  });

  it('[RU1] the generated feeds do open and clear violations of every rule', () => {
    const seen = new Set(
      fc
        .sample(feed, { numRuns: 200, seed: 7 })
        .flatMap((observations) =>
          run([observations]).map((decision) => `${decision.rule.id} ${decision.kind}`),
        ),
    );
    for (const rule of rules)
      expect([...seen]).toEqual(expect.arrayContaining([`${rule.id} open`, `${rule.id} clear`]));
  });
});

const reading = (s: number, temperatureC: number, own: object = {}): Observation => ({
  kind: 'telemetry',
  siteId: 's1',
  deviceId: 'd1',
  at: start + s * second,
  receivedAt: start + s * second,
  values: { temperatureC },
  ...own,
});
const tick = (s: number): Observation => ({ kind: 'tick', at: start + s * second });
const hat = (s: number, id: string, own: object = {}): Observation => ({
  kind: 'detection',
  siteId: 's1',
  deviceId: 'd1',
  at: start + s * second,
  receivedAt: start + s * second,
  id,
  type: 'no-hat',
  confidence: 0.9,
  zone: 'prep',
  ...own,
});
const told = (decisions: Decision[]) =>
  decisions.map(
    (decision) => `${decision.rule.id} ${decision.kind} ${(decision.at - start) / second} ${decision.reason}`,
  );
const only = (id: string) => compiled(rules.filter((rule) => rule.id === id));

describe('one rule at a time', () => {
  it('[RU5] a threshold opens when held for its duration, and clears after hysteresis and off-delay', () => {
    const warm = [0, 10, 20, 30, 40].map((s) => reading(s, 9));
    const wavering = [50, 60].map((s) => reading(s, 7.5));
    const cold = [70, 80, 90].map((s) => reading(s, 5));
    expect(told(run([[...warm, ...wavering, ...cold]], only('warm')))).toEqual([
      'warm open 0 held-for-duration',
      'warm clear 90 recovered-for-off-delay',
    ]);
  });

  it('[RU6] a gap neither opens nor clears: the duration starts again', () => {
    const feed = [reading(0, 9), reading(30, 9), reading(130, 9), reading(160, 9)];
    expect(told(run([feed], only('warm')))).toEqual([]);
    expect(told(run([[...feed, reading(171, 9)]], only('warm')))).toEqual([
      'warm open 130 held-for-duration',
    ]);
  });

  it('[RU7] a retained message never opens', () => {
    expect(told(run([[reading(0, 20, { retained: true })]], only('hot')))).toEqual([]);
    expect(told(run([[reading(0, 20)]], only('hot')))).toEqual(['hot open 0 limit-crossed']);
  });

  it('[RU8] detections open at k different moments within the window, per zone', () => {
    const sameMoment = [hat(0, 'a'), hat(0, 'b'), hat(0, 'c')];
    const otherZone = [hat(5, 'd', { zone: 'cooking' }), hat(10, 'e', { zone: 'cooking' })];
    expect(told(run([[...sameMoment, ...otherZone, hat(12, 'f')]], only('no-hat')))).toEqual([]);
    const third = run([[...sameMoment, hat(12, 'f'), hat(20, 'g'), tick(60), tick(65)]], only('no-hat'));
    expect(told(third)).toEqual([
      'no-hat open 0 seen-often-enough',
      'no-hat clear 65 not-seen-for-off-delay',
    ]);
  });

  it('[RU9] a late sample that contradicts an opening takes it back', () => {
    const warm = [0, 20, 40].map((s) => reading(s, 9));
    expect(told(run([[...warm, reading(30, 4)]], only('warm')))).toEqual([
      'warm open 0 held-for-duration',
      'warm withdraw-open 0 late-sample-contradicts',
    ]);
    expect(told(run([[...warm, reading(80, 9), reading(30, 4)]], only('warm')))).toEqual([
      'warm open 0 held-for-duration',
    ]);
  });

  it('[RU10] silence for three report periods opens, the next message clears; missing ticks do not count', () => {
    const silent: Rule = { ...common, id: 'silent', kind: 'absence', params: { periods: 3 } };
    const own = () => compiled([silent], { devices: [device('d1')] });
    const ticks = (from: number, to: number) =>
      Array.from({ length: (to - from) / 5 + 1 }, (_, i) => tick(from + i * 5));
    expect(told(run([[tick(0), reading(3, 4), ...ticks(5, 30)]], own()))).toEqual([]);
    expect(told(run([[tick(0), reading(3, 4), ...ticks(5, 40), reading(41, 4)]], own()))).toEqual([
      'silent open 3 silent-for-periods',
      'silent clear 41 heard-again',
    ]);
    expect(told(run([[tick(0), reading(3, 4), tick(600), ...ticks(605, 625)]], own()))).toEqual([]);
  });

  it('[RU11] closed hours: not looked at, looked at only then, or opened as suppressed', () => {
    const night: Site = {
      ...site,
      openingHours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '18:00', to: '02:00' }],
    };
    const hot = (closedHours: Rule['closedHours']) =>
      compiled([{ ...(rules[1] as Rule), closedHours } as Rule], { sites: [night] });
    expect(run([[reading(0, 20)]], hot('ignore'))).toEqual([]);
    expect(run([[reading(0, 20)]], hot('only'))).toMatchObject([{ kind: 'open', suppressed: false }]);
    expect(run([[reading(0, 20)]], hot('suppress'))).toMatchObject([{ kind: 'open', suppressed: true }]);
    const evening = 9 * 3600;
    expect(run([[reading(evening, 20)]], hot('ignore'))).toMatchObject([{ kind: 'open' }]);
    expect(run([[reading(evening, 20)]], hot('only'))).toEqual([]);
  });

  it('[RU12] a site may have its own limit, or switch a rule off', () => {
    const own = (params: Record<string, unknown>, enabled = true) =>
      compiled([rules[1] as Rule], { overrides: { 's1/hot': { enabled, params } } });
    expect(told(run([[reading(0, 7)]], own({ limit: 6, metric: 'smoke' })))).toEqual([
      'hot open 0 limit-crossed',
    ]);
    expect(told(run([[reading(0, 20)]], own({}, false)))).toEqual([]);
  });

  it('[RU13] the version in force on the day of the sample judges it', () => {
    const later: Rule = {
      ...(rules[1] as Rule & { kind: 'threshold' }),
      version: '2',
      effectiveFrom: '2026-11-25',
      params: { ...(rules[1] as Rule & { kind: 'threshold' }).params, limit: 5 },
    };
    const day = 24 * 3600;
    const decisions = run([[reading(0, 7), reading(day, 7)]], compiled([rules[1] as Rule, later]));
    expect(decisions.map((decision) => [decision.kind, decision.rule.version])).toEqual([['open', '2']]);
  });

  it('[RU14] a device out of service, or unknown, is not judged', () => {
    const out = compiled(rules, { devices: [device('d1', { inService: false })] });
    const answer = evaluate(freshState(), [reading(0, 20), reading(1, 20, { deviceId: 'ghost' })], out);
    expect(answer).toMatchObject({ decisions: [], ignored: { 'unknown-device': 2 } });
  });
});
