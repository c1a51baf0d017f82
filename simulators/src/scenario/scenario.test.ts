import { describe, expect, it } from 'vitest';
import { compareJournal } from './compareJournal.ts';
import { loadScenario, parseScenario, scenarioNames } from './loadScenario.ts';

const text = `title: { zh: 试, en: A try }
about: A test.
seed: 1
sites: 2
inspectors: 1
startAt: 2026-11-24T11:00:00+08:00
minutes: 3
toleranceS: 5
people: {}
events:
  - { at: "00:10", site: s0001, gas: { towardsPctLel: 38 } }
outcome: []
`;

describe('scenario files', () => {
  it('[SM3] all read, and a mistake is one line with file, line and reason', () => {
    expect(scenarioNames()).toEqual(expect.arrayContaining(['flood', 'lunch-rush', 'quiet-morning']));
    for (const name of scenarioNames()) expect(loadScenario(name).minutes).toBeGreaterThan(0);
    const refusal = (from: string, to: string) => () => parseScenario('a.yaml', text.replace(from, to));
    expect(refusal('minutes: 3', 'minutes: three')).toThrow(/^a\.yaml:7: minutes must be number$/);
    expect(refusal('towardsPctLel: 38', 'towards: 38')).toThrow(/^a\.yaml:11: events 0 gas /);
    expect(refusal(', gas: { towardsPctLel: 38 }', '')).toThrow(
      /^a\.yaml:11: an event needs one of detect, /,
    );
    expect(refusal('people: {}', 'people: {')).toThrow(/^a\.yaml:\d+: /);
    expect(() => loadScenario('no-such')).toThrow(
      /no scenario "no-such"; there are: demo, busy-friday, flood, /,
    );
  });
});

describe('compareJournal', () => {
  const one = {
    violation: 's0001-cam1 no-hat',
    steps: ['01:10 unack seen-often-enough', '03:10 latched-unack not-seen-for-off-delay'],
    dispatch: ['01:10 offered inspector01 grid-order'],
    told: ['08:10 warn role:duty', '08:10 warn inspector01'],
  };
  it('[SM1] is silent when the steps are the same within the tolerance, whoever was told first', () => {
    const later = {
      ...one,
      steps: ['01:14 unack seen-often-enough', '03:06 latched-unack not-seen-for-off-delay'],
    };
    expect(compareJournal([one], [{ ...later, told: one.told.toReversed() }], 5)).toEqual([]);
  });
  it('[SM1] names what is missing, unexpected, out of time, or another step', () => {
    expect(compareJournal([one], [], 5)).toEqual(['missing: s0001-cam1 no-hat']);
    expect(compareJournal([], [one], 5)[0]).toMatch(/^unexpected: s0001-cam1 no-hat: 01:10 unack/);
    expect(compareJournal([one], [one, one], 5)[0]).toMatch(/^unexpected: s0001-cam1 no-hat \(2\)/);
    const late = { ...one, steps: ['01:17 unack seen-often-enough', one.steps[1] as string] };
    expect(compareJournal([one], [late], 5)).toEqual([
      's0001-cam1 no-hat: expected 01:10 unack seen-often-enough, came 7 s off at 01:17',
    ]);
    expect(compareJournal([one], [{ ...one, steps: one.steps.slice(0, 1) }], 5)[0]).toContain(
      'never came 03:10',
    );
    expect(
      compareJournal([one], [{ ...one, dispatch: ['01:10 offered inspector02 grid-order'] }], 5),
    ).toEqual([
      's0001-cam1 no-hat, order: expected 01:10 offered inspector01 grid-order, got 01:10 offered inspector02 grid-order',
    ]);
  });
});
