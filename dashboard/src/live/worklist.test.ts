import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Severity, Violation } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import {
  countdownOf,
  isOnWall,
  isShelvedAway,
  waitsForSomebody,
  workItems,
  worstBySite,
} from './worklist.ts';

const openedMs = Date.parse('2026-11-24T02:00:00.000Z');
const time = (afterS: number): string => new Date(openedMs + afterS * 1_000).toISOString();
const order = (violationId: string, more: Partial<Dispatch> = {}): Dispatch =>
  ({
    id: `order-${violationId}`,
    violationId,
    siteId: 's1',
    severity: 'minor',
    state: 'en-route',
    openedAt: time(0),
    dueAt: time(600),
    arrivedAt: null,
    breachedAt: null,
    ...more,
  }) as Dispatch;
const violation = (id: string, more: Partial<Violation> = {}): Violation =>
  ({ id, siteId: 's1', severity: 'minor', state: 'unack', openedAt: time(0), ...more }) as Violation;

function idsOf(violations: Violation[], dispatches: Dispatch[]): string[] {
  const items = workItems({
    violations: new Map(violations.map((each) => [each.id, each])),
    dispatches: new Map(dispatches.map((each) => [each.id, each])),
  });
  return items.map((item) => item.id);
}

describe('countdown', () => {
  it('runs, goes over at the due time, and stops at the arrival', () => {
    expect(countdownOf(order('v'), openedMs + 1_000)).toMatchObject({
      kind: 'running',
      remainingMs: 599_000,
    });
    expect(countdownOf(order('v'), openedMs + 600_000)).toMatchObject({ kind: 'running', remainingMs: 0 });
    expect(countdownOf(order('v'), openedMs + 730_000)).toMatchObject({
      kind: 'overdue',
      overdueMs: 130_000,
    });
    const arrived = order('v', { state: 'arrived', arrivedAt: time(372) });
    expect(countdownOf(arrived, openedMs + 9e6)).toMatchObject({
      kind: 'stopped',
      tookMs: 372_000,
      late: false,
    });
    expect(countdownOf(order('v', { state: 'submitted', arrivedAt: time(601) }), 0)).toMatchObject({
      late: true,
    });
  });

  it('does not run without an order, nor for one that was recalled', () => {
    expect(countdownOf(null, openedMs).kind).toBe('none');
    expect(countdownOf(order('v', { state: 'recalled' }), openedMs).kind).toBe('none');
  });
});

describe('work list', () => {
  it('puts least time left first, then what nobody has seen, then who is there, then what was set aside', () => {
    const violations = [
      violation('shelved', { state: 'shelved' }),
      violation('arrived'),
      violation('acked', { state: 'acked' }),
      violation('unseen-major', { severity: 'major' }),
      violation('unseen-critical', { severity: 'critical' }),
      violation('later'),
      violation('sooner'),
    ];
    const dispatches = [
      order('later', { dueAt: time(700) }),
      order('sooner'),
      order('arrived', { state: 'arrived', arrivedAt: time(100) }),
    ];
    expect(idsOf(violations, dispatches)).toEqual([
      'sooner',
      'later',
      'unseen-critical',
      'unseen-major',
      'acked',
      'arrived',
      'shelved',
    ]);
  });

  it('[QU1] puts what is late first, the gravest of it and then the latest, and a graver one in time after it', () => {
    const late = (id: string, severity: Severity, dueAt: string): [Violation, Dispatch] => [
      violation(id, { severity }),
      order(id, { severity, dueAt, breachedAt: dueAt }),
    ];
    const pairs = [
      late('minor-longest', 'minor', time(300)),
      late('critical-late', 'critical', time(420)),
      late('critical-later', 'critical', time(400)),
    ];
    const violations = [violation('critical', { severity: 'critical' }), ...pairs.map(([each]) => each)];
    const dispatches = [order('critical', { severity: 'critical' }), ...pairs.map(([, each]) => each)];
    const expected = ['critical-later', 'critical-late', 'minor-longest', 'critical'];
    expect(idsOf(violations, dispatches)).toEqual(expected);
    expect(idsOf(violations.reverse(), dispatches.reverse())).toEqual(expected);
  });

  it('keeps an order whose violation is closed, for verification, off the wall', () => {
    const items = workItems({
      violations: new Map(),
      dispatches: new Map([['o', order('v', { state: 'submitted' })]]),
    });
    expect(items.map((item) => [item.id, isOnWall(item)])).toEqual([['v', false]]);
  });

  it('[QU1] keeps off the wall what is set aside', () => {
    const states = ['unack', 'latched-acked', 'shelved', 'suppressed', 'out-of-service'] as const;
    const violations = new Map(states.map((state) => [state, violation(state, { state })]));
    const shown = workItems({ violations, dispatches: new Map() }).filter(isOnWall);
    expect(shown.map(({ id }) => id)).toEqual(['unack', 'latched-acked']);
    const awaited = new Map([['o', order('shelved')]]);
    expect(workItems({ violations, dispatches: awaited }).filter(isOnWall)[0]?.id).toBe('shelved');
  });

  it('[NU9] counts what an officer has shelved, but for what somebody is awaited at', () => {
    const states = ['unack', 'shelved', 'suppressed', 'out-of-service'] as const;
    const violations = new Map(states.map((state) => [state, violation(state, { state })]));
    const away = (dispatches: Map<string, Dispatch>) =>
      workItems({ violations, dispatches }).filter(isShelvedAway);
    expect(away(new Map()).map(({ id }) => id)).toEqual(['shelved']);
    expect(away(new Map([['o', order('shelved')]]))).toEqual([]);
  });

  it('knows the worst of each kitchen', () => {
    const violations = new Map(
      [violation('a'), violation('b', { severity: 'critical' })].map((each) => [each.id, each]),
    );
    expect(worstBySite(workItems({ violations, dispatches: new Map() })).get('s1')).toBe('critical');
  });
});

describe('a quiet moment', () => {
  const waits = (own: Violation | null, its: Dispatch | null) =>
    waitsForSomebody({ id: 'v', siteId: 's1', severity: 'minor', violation: own, dispatch: its });
  const acked = violation('v', { state: 'acked' });

  it('[TL9] is none while somebody is on his way, or something is unacknowledged although somebody is there', () => {
    for (const state of ['offered', 'accepted', 'en-route'] as const)
      expect(waits(acked, order('v', { state })), state).toBe(true);
    for (const state of ['unack', 'rtn-unack', 'latched-unack'] as const)
      expect(waits(violation('v', { state }), order('v', { state: 'arrived' })), state).toBe(true);
    expect(waits(violation('v'), null)).toBe(true);
  });

  it('[TL9] is one when all of it is seen and nobody is awaited', () => {
    for (const state of ['arrived', 'submitted', 'recalled'] as const)
      expect(waits(acked, order('v', { state })), state).toBe(false);
    for (const state of ['acked', 'latched-acked', 'shelved', 'suppressed', 'out-of-service'] as const)
      expect(waits(violation('v', { state }), null), state).toBe(false);
    expect(waits(null, order('v', { state: 'submitted' }))).toBe(false);
  });
});
