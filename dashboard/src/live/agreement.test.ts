import type { Change, Snapshot, SumAt } from '@mingchu/shared/live';
import { type StateSums, summedKinds, sumsOf } from '@mingchu/shared/stateSum';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSums, createAgreement } from './agreement.ts';
import { emptyLiveState, type LiveState, reduceLive } from './reducer.ts';

const at = '2026-11-24T02:00:00.000Z';
const id = fc.constantFrom('a', 'b', 'c', 'd');
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const violation = fc.record({
  id,
  siteId: id,
  severity: fc.constantFrom('critical', 'major'),
  state: fc.constantFrom('unack', 'acked', 'normal'),
  ackedBy: maybe(id),
  evidence: fc.record({ value: fc.double({ noNaN: true }), metric: id }, { requiredKeys: [] }),
  version: fc.nat(),
});
const dispatch = fc.record({
  id,
  violationId: id,
  state: fc.constantFrom('offered', 'accepted', 'arrived', 'verified', 'recalled'),
  inspectorId: maybe(id),
  offeredTo: fc.array(id, { maxLength: 2 }),
  version: fc.nat(),
});
const device = fc.record({
  siteId: id,
  deviceId: id,
  state: fc.constantFrom('online', 'offline', 'unknown'),
  lastSeenAt: maybe(fc.constant(at)),
  skewMs: maybe(fc.nat()),
});
const inspector = fc.record({
  inspectorId: id,
  name: id,
  groupId: id,
  onShift: fc.boolean(),
  lat: fc.double(),
  lon: fc.double(),
  at: fc.constant(at),
});
const coverage = fc.record({
  gaps: fc.array(fc.record({ gridId: id, gridName: id, from: fc.constant(at) })),
});
const anyChange = fc.oneof(
  fc.record({ kind: fc.constant('violation'), body: violation }),
  fc.record({ kind: fc.constant('dispatch'), body: dispatch }),
  fc.record({ kind: fc.constant('device'), body: device }),
  fc.record({ kind: fc.constant('inspector'), body: inspector }),
  fc.record({ kind: fc.constant('coverage'), body: coverage }),
);
/** Batches of changes, as one commit after the other brings them. */
const story = fc
  .array(fc.array(anyChange, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 })
  .map((batches) => {
    let seq = 0;
    return batches.map((batch) =>
      batch.map((change) => ({ ...change, seq: ++seq, at }) as unknown as Change),
    );
  });

/** The tables, written by the changes without a reducer: the same row is written over. */
function tables() {
  const rows = {
    violation: new Map(),
    dispatch: new Map(),
    device: new Map(),
    inspector: new Map(),
  } as Record<'violation' | 'dispatch' | 'device' | 'inspector', Map<string, never>>;
  let gaps: never[] = [];
  return {
    write: ({ kind, body }: Change) => {
      if (kind === 'coverage') gaps = body.gaps as never[];
      else if (kind === 'device') rows.device.set(`${body.siteId}/${body.deviceId}`, body as never);
      else if (kind === 'inspector') rows.inspector.set(body.inspectorId, body as never);
      else if (kind === 'violation' || kind === 'dispatch') rows[kind].set(body.id, body as never);
    },
    sums: (): StateSums => {
      const isOpen = ({ state }: { state: string }) => state !== 'normal';
      const isActive = ({ state }: { state: string }) => state !== 'verified' && state !== 'recalled';
      // As a driver brings them: other objects, with their keys in another order.
      const read = (kind: keyof typeof rows) => [...rows[kind].values()].map(turned);
      return sumsOf({
        violations: read('violation').filter(isOpen),
        dispatches: read('dispatch').filter(isActive),
        deviceHealth: read('device'),
        inspectors: read('inspector'),
        coverage: gaps,
      });
    },
  };
}

/** What a server says that has the same rules, and no change of the registry in its log. */
function sumAt(seq: number, sums: StateSums): SumAt {
  return { seq, sums, registrySeq: null, rulesDigest: 'rules' };
}

function turned(row: object): never {
  return Object.fromEntries(Object.entries(row).reverse()) as never;
}

const empty = { ...emptyLiveState, seq: 0 };
const snapshot = {
  seq: 0,
  serverTime: at,
  groups: [],
  grids: [],
  sites: [],
  devices: [],
  deviceHealth: [],
  violations: [],
  dispatches: [],
  inspectors: [],
  rules: [],
  messages: [],
  coverage: [],
  registrySeq: null,
  rulesDigest: 'rules',
} as unknown as Snapshot;

function apply(state: LiveState, batch: Change[]): LiveState {
  const through = batch.at(-1)?.seq ?? 0;
  return reduceLive(state, {
    type: 'changes',
    changes: batch,
    range: { after: (batch[0]?.seq ?? 1) - 1, through },
  }).next;
}

describe('sums of the state', () => {
  it('[TL5] are the same on the screen and over the tables at every number', () => {
    fc.assert(
      fc.property(story, (batches) => {
        const database = tables();
        let state = reduceLive(empty, { type: 'snapshot', snapshot }).next;
        const told = [];
        for (const batch of batches) {
          for (const change of batch) {
            database.write(change);
            told.push(sumAt(change.seq, database.sums()));
          }
          state = apply(state, batch);
          expect(compareSums(state, told.at(-1) as (typeof told)[number])).toEqual({ kind: 'agrees' });
        }
        // Also at numbers within a batch, and long afterwards.
        for (const one of told) expect(compareSums(state, one)).toEqual({ kind: 'agrees' });
      }),
    );
  });

  it('[TL5] differ when a change is lost, a fact is changed beside the changes, or a row without a change', () => {
    fc.assert(
      fc.property(story, fc.nat(), fc.constantFrom('lost', 'bent', 'row'), (batches, pick, fault) => {
        const database = tables();
        const changes = batches.flat();
        const victim = changes[pick % changes.length] as Change;
        let state = reduceLive(empty, { type: 'snapshot', snapshot }).next;
        for (const batch of batches) {
          for (const change of batch) database.write(change);
          if (fault !== 'lost') state = apply(state, batch);
          else {
            const rest = batch.filter((change) => change !== victim);
            const range = { after: (batch[0]?.seq ?? 1) - 1, through: batch.at(-1)?.seq ?? 0 };
            state = reduceLive(state, { type: 'changes', changes: rest, range }).next;
          }
        }
        const honest = sumAt(state.seq ?? 0, database.sums());
        const shown = { ...state, violations: new Map(state.violations) };
        if (fault === 'bent') {
          const [first] = shown.violations.values();
          if (!first) return;
          shown.violations.set(first.id, { ...first, severity: 'info' });
        }
        if (fault === 'row') {
          const row = { id: 'x', state: 'unack', siteId: 'x' };
          database.write({ kind: 'violation', body: row } as unknown as Change);
          honest.sums = database.sums();
        }
        const really = sumsOf({
          violations: shown.violations.values(),
          dispatches: shown.dispatches.values(),
          deviceHealth: shown.health.values(),
          inspectors: shown.inspectors.values(),
          coverage: shown.coverage,
        });
        // A lost change may have been overtaken by a later one: then nothing is wrong, and nothing is told.
        const wrong = JSON.stringify(really) !== JSON.stringify(honest.sums);
        if (fault !== 'lost') expect(wrong).toBe(true);
        expect(compareSums(shown, honest).kind).toBe(wrong ? 'differs' : 'agrees');
      }),
    );
  });

  it('[TL5] see every single field that changes', () => {
    fc.assert(
      fc.property(violation, dispatch, device, (one, other, third) => {
        const sums = (facts: { one?: object; other?: object; third?: object }) =>
          JSON.stringify(
            sumsOf({
              violations: [{ ...one, ...facts.one }] as never,
              dispatches: [{ ...other, ...facts.other }] as never,
              deviceHealth: [{ ...third, ...facts.third }] as never,
              inspectors: [],
              coverage: [],
            }),
          );
        const before = sums({});
        for (const field of Object.keys(one)) expect(sums({ one: { [field]: 'flipped' } })).not.toBe(before);
        for (const field of Object.keys(other))
          expect(sums({ other: { [field]: 'flipped' } })).not.toBe(before);
        expect(sums({ third: { state: third.state === 'online' ? 'offline' : 'online' } })).not.toBe(before);
        const skewMs = third.skewMs === null ? 1 : null;
        expect(sums({ third: { skewMs } })).not.toBe(before);
      }),
    );
    expect(summedKinds).toHaveLength(5);
  });
});

describe('an agreement', () => {
  it('[TL17] sees another registry by the number of its newest change, also once the log has forgotten it', () => {
    const { sums } = emptyLiveState;
    const read = (registrySeq: number | null) =>
      reduceLive(empty, { type: 'snapshot', snapshot: { ...snapshot, seq: 9, registrySeq } }).next;
    const told = (registrySeq: number | null) => ({ ...sumAt(9, sums), registrySeq });
    expect(compareSums(read(4), told(4))).toEqual({ kind: 'agrees' });
    expect(compareSums(read(4), told(null))).toEqual({ kind: 'agrees' });
    expect(compareSums(read(4), told(7))).toEqual({ kind: 'differs', facts: ['registry'] });
    expect(compareSums(read(null), told(7))).toEqual({ kind: 'differs', facts: ['registry'] });
  });

  it('[TL5] waits for the number, tells a difference each time, and heals at a bounded rate', () => {
    const heard: string[] = [];
    const agreement = createAgreement({
      agrees: () => heard.push('agrees'),
      differs: (facts) => heard.push(facts.join()),
      heal: () => heard.push('heal'),
    });
    const state = reduceLive(empty, { type: 'snapshot', snapshot }).next;
    const wrong = { ...state.sums, dispatch: [1, 2] as const };
    agreement.told(sumAt(5, state.sums));
    expect(agreement.check(state, 0)).toBe('too-early');
    expect(agreement.check({ ...state, seq: 6 }, 0)).toBe('agrees');
    for (const nowMs of [1_000, 2_000, 12_000, 13_000, 25_000]) {
      agreement.told(sumAt(0, wrong));
      agreement.check(state, nowMs);
    }
    const expected = ['dispatch', 'heal', 'dispatch', 'dispatch', 'heal', 'dispatch', 'dispatch'];
    expect(heard).toEqual(['agrees', ...expected]);
  });
});
