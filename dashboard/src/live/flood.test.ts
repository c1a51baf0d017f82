import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Severity, Violation } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import type { WorkItem } from './worklist.ts';
import { alarmsLately, arrangeFlood, causesAmong, floodAfter } from './flood.ts';

const nowMs = Date.parse('2026-11-24T08:00:00.000Z');
const item = (
  id: string,
  at: { siteId: string; ruleId: string; agoS: number },
  severity: Severity = 'major',
): WorkItem => ({
  id,
  siteId: at.siteId,
  severity,
  violation: {
    id,
    ruleId: at.ruleId,
    state: 'unack',
    openedAt: new Date(nowMs - at.agoS * 1_000).toISOString(),
    onsetAt: new Date(nowMs - at.agoS * 1_000).toISOString(),
  } as Violation,
  dispatch: null,
});

describe('flood mode', () => {
  it('[ST4] begins with more than 10 alarms in 10 minutes and ends with fewer than 5', () => {
    expect([0, 10, 11].map((count) => floodAfter(false, count))).toEqual([false, false, true]);
    expect([11, 5, 4].map((count) => floodAfter(true, count))).toEqual([true, true, false]);
  });

  it('counts what was announced in the last 10 minutes', () => {
    const items = [
      item('new', { siteId: 's', ruleId: 'r', agoS: 599 }),
      item('old', { siteId: 's', ruleId: 'r', agoS: 600 }),
    ];
    const asleep = item('asleep', { siteId: 's', ruleId: 'r', agoS: 5 });
    if (asleep.violation) asleep.violation.state = 'suppressed';
    expect(alarmsLately([...items, asleep], null, { nowMs, speed: 1 })).toBe(1);
  });

  it('[TL8] counts what the server counted only while that is young', () => {
    const stats = { alarmsLast10Min: 30, at: new Date(nowMs - 15_000).toISOString() };
    const fresh = item('fresh', { siteId: 's', ruleId: 'r', agoS: 5 });
    expect(alarmsLately([fresh], stats, { nowMs, speed: 1 })).toBe(30);
    expect(alarmsLately([fresh], stats, { nowMs: nowMs + 1, speed: 1 })).toBe(1);
  });

  it('[QU4] pins the three most urgent, groups the rest by site and cause, and folds what is minor', () => {
    const urgent = ['u1', 'u2', 'u3'].map((id) => item(id, { siteId: id, ruleId: 'rodent', agoS: 10 }));
    const later = item('warm', { siteId: 'school', ruleId: 'fridge-warm', agoS: 60 });
    const first = item('power', { siteId: 'school', ruleId: 'power-off', agoS: 300 });
    const silent = ['a', 'b', 'c'].map((id) => item(id, { siteId: id, ruleId: 'silent', agoS: 90 }));
    const hat = item('hat', { siteId: 'school', ruleId: 'no-hat', agoS: 20 }, 'minor');
    const view = arrangeFlood([...urgent, later, ...silent, first, hat]);
    expect(view.pinned.map(({ id }) => id)).toEqual(['u1', 'u2', 'u3']);
    expect(view.groups.map(({ by, id, sites }) => [by, id, sites])).toEqual([
      ['site', 'school', 1],
      ['cause', 'silent', 3],
    ]);
    expect(view.groups[0]?.items.map(({ id }) => id)).toEqual(['power', 'warm']);
    expect(view.folded.map(({ id }) => id)).toEqual(['hat']);
  });

  it('[QU4] knows the causes among what is folded away', () => {
    const hat = item('hat', { siteId: 'school', ruleId: 'no-hat', agoS: 20 }, 'minor');
    const offline = ['a', 'b', 'c', 'd'].map((id, index) =>
      item(id, { siteId: id, ruleId: 'device-offline', agoS: 90 - index }, 'minor'),
    );
    const [cause, ...others] = causesAmong([hat, ...offline]);
    expect(others).toEqual([]);
    expect([cause?.id, cause?.sites, cause?.items[0]?.id]).toEqual(['device-offline', 4, 'a']);
  });

  it('folds away what is reported and over, not what still stands unseen', () => {
    const urgent = ['u1', 'u2', 'u3'].map((id) => item(id, { siteId: id, ruleId: 'rodent', agoS: 10 }));
    const reported = { state: 'submitted' } as Dispatch;
    const over = {
      ...item('over', { siteId: 'o', ruleId: 'gas', agoS: 900 }),
      violation: null,
      dispatch: reported,
    };
    const still = { ...item('still', { siteId: 's', ruleId: 'gas', agoS: 900 }), dispatch: reported };
    const view = arrangeFlood([...urgent, over, still]);
    expect(view.paperwork.map(({ id }) => id)).toEqual(['over']);
    expect(view.groups.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(['still']);
  });

  it('[QU4] puts what waits for an officer before everything', () => {
    const items = ['a', 'b', 'c', 'd', 'e'].map((id) => item(id, { siteId: id, ruleId: 'rodent', agoS: 10 }));
    const asked = { state: 'en-route', extension: { minutes: 5 } } as Dispatch;
    const last = { ...item('late', { siteId: 's', ruleId: 'rodent', agoS: 1 }), dispatch: asked };
    const { waiting, pinned } = arrangeFlood([...items, last]);
    expect(waiting.map(({ id }) => id)).toEqual(['late']);
    expect(pinned.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('has every item in exactly one place', () => {
    const items = Array.from({ length: 60 }, (_none, index) =>
      item(
        `v${index}`,
        { siteId: `s${index % 7}`, ruleId: `r${index % 4}`, agoS: index },
        (['critical', 'major', 'minor', 'info'] as const)[index % 4] ?? 'info',
      ),
    );
    const { waiting, pinned, groups, folded } = arrangeFlood(items);
    const all = [...waiting, ...pinned, ...groups.flatMap((group) => group.items), ...folded].map(
      ({ id }) => id,
    );
    expect(all.sort()).toEqual(items.map(({ id }) => id).sort());
  });
});
