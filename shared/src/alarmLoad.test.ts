import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Announced,
  floodBeginsAbove,
  floodEndsBelow,
  judgeLoad,
  judgeOfficers,
  loadWindowMs,
} from './alarmLoad.ts';
import type { Presence } from './presence.ts';

const minute = 60_000;
const alarms = (...minutes: number[]): Announced[] =>
  minutes.map((at) => ({ at: at * minute, severity: 'major', source: `s${at}` }));
const always = (...usernames: string[]): Presence[] =>
  usernames.map((username) => ({ username, from: 0, to: Number.POSITIVE_INFINITY }));
const there = (username: string, from: number, to: number): Presence => ({
  username,
  from: from * minute,
  to: to * minute,
});
const names = ['a', 'b', 'c'];
const within = (announced: Announced[], minutes: number, officers = 1) =>
  judgeLoad(announced, { from: 0, to: minutes * minute, present: always(...names.slice(0, officers)) });
const steady = (everyMin: number, count: number, from = 0): Announced[] =>
  alarms(...Array.from({ length: count }, (_, n) => from + n * everyMin));

describe('the load of officers', () => {
  it('[ST4] is acceptable at one alarm in ten minutes and manageable at two', () => {
    expect(within(alarms(55), 60).judgement).toBe('acceptable');
    expect(within(alarms(51, 55), 60).judgement).toBe('manageable');
    expect(within(alarms(51, 53, 55), 60).judgement).toBe('over-demanding');
    expect(within(alarms(51, 53, 55), 60, 2).judgement).toBe('manageable');
    expect(within([], 60)).toMatchObject({ judgement: 'acceptable', peak10Min: 0, topTenShare: 0 });
  });

  it('[ST4] a flood begins with the eleventh alarm in ten minutes and ends when fewer than five are left', () => {
    const eleven = alarms(10, 11, 12, 13, 14, 15, 15.5, 16, 17, 18, 19);
    const load = within(eleven, 60);
    // Four are left when the alarm of minute 15.5 leaves the window.
    expect(load.floods).toEqual([{ from: 19 * minute, to: 25.5 * minute, announced: 11 }]);
    expect(load).toMatchObject({ inFlood: false, peak10Min: 11, floodShare: 6.5 / 60 });
    expect(within(eleven.slice(1), 60).floods).toEqual([]);
    expect(within(eleven, 60, 2).floods).toEqual([]);
    expect(within(eleven, 20)).toMatchObject({ inFlood: true, judgement: 'flood' });
  });

  it('[ST12] divides each alarm by those who are there when it comes', () => {
    // One an minute: for one officer in the first half hour, for two in the second.
    const load = judgeLoad(steady(1, 60), {
      from: 0,
      to: 60 * minute,
      present: [there('a', 0, 60), there('b', 30, 60)],
    });
    expect(load).toMatchObject({ perOfficerAnd10Min: 7.5, peak10Min: 10, last10Min: 4.5, meanPresent: 1.5 });
    expect(load.floods).toEqual([]);
  });

  it('[ST12] a flood is of one officer of those present then, whoever is there now', () => {
    const burst = steady(0.5, 20, 10);
    const both = [there('a', 0, 30), there('b', 0, 30)];
    const judge = (present: Presence[]) => judgeLoad(burst, { from: 0, to: 60 * minute, present }).floods;
    expect(judge(both)).toEqual([]);
    expect(judge([there('a', 0, 30), there('b', 20, 60), there('c', 20, 60)])).toHaveLength(1);
    // Thirty among three are ten for each, to the last fraction: no flood.
    const thirty = judgeLoad(steady(0.25, 30, 10), {
      from: 0,
      to: 18 * minute,
      present: always('a', 'b', 'c'),
    });
    expect(thirty).toMatchObject({ inFlood: false, peak10Min: 10 });
  });

  it('[ST14] with nobody there an alarm is one officer’s, and that nobody was is told', () => {
    const load = judgeLoad(steady(1, 60), { from: 0, to: 60 * minute, present: [there('a', 15, 30)] });
    expect(load).toMatchObject({ present: 0, perOfficerAnd10Min: 10, announcedToNobody: 45 });
    expect(load.unattendedShare).toBe(0.75);
  });

  it('[ST14] of the time before presence was written down nothing is claimed', () => {
    const span = { from: 0, to: 60 * minute, present: [there('a', 40, 60)] };
    expect(judgeLoad(steady(1, 60), { ...span, keptSince: 40 * minute })).toMatchObject({
      unattendedShare: 0,
      meanPresent: 1,
      announcedToNobody: 0,
    });
    expect(
      judgeLoad(steady(1, 60), { ...span, present: [], keptSince: Number.POSITIVE_INFINITY }),
    ).toMatchObject({ unattendedShare: null, meanPresent: null, announcedToNobody: 0, present: 0 });
  });

  it('[ST15] gives each officer his share of what came while he was there', () => {
    const [a, b] = judgeOfficers(steady(1, 60), {
      from: 0,
      to: 60 * minute,
      present: [there('a', 0, 40), there('b', 20, 100), there('b', 30, 45), there('c', 200, 300)],
    });
    expect(a).toMatchObject({ username: 'a', presentSince: null, presentMs: 40 * minute, given: 30 });
    expect(a).toMatchObject({ per10Min: 7.5, peak10Min: 10, last10Min: 0, judgement: 'acceptable' });
    expect(b).toMatchObject({ username: 'b', presentSince: 20 * minute, presentMs: 40 * minute, given: 30 });
    expect(b).toMatchObject({ peak10Min: 10, last10Min: 9, judgement: 'over-demanding', inFlood: false });
  });

  it('[ST15] who came a minute ago is not judged by that minute alone', () => {
    const [late] = judgeOfficers(alarms(59.5), { from: 0, to: 60 * minute, present: [there('a', 59, 100)] });
    expect(late).toMatchObject({ given: 1, per10Min: 1, judgement: 'acceptable' });
    const flooded = judgeOfficers(steady(0.5, 12, 50), {
      from: 0,
      to: 57 * minute,
      present: [there('a', 0, 100), there('b', 56, 100)],
    });
    expect(flooded.map(({ judgement }) => judgement)).toEqual(['flood', 'acceptable']);
    expect(flooded[0]?.floodShare).toBeCloseTo(2 / 57);
  });

  it('[ST15] what all were given together is what was announced while somebody was there', () => {
    const moment = fc.integer({ min: 0, max: 120 });
    const stretch = fc
      .tuple(fc.constantFrom('a', 'b', 'c', 'd'), moment, moment)
      .map(([username, one, other]) => there(username, Math.min(one, other), Math.max(one, other)));
    fc.assert(
      fc.property(
        fc.array(moment, { maxLength: 60 }),
        fc.array(stretch, { maxLength: 10 }),
        (at, present) => {
          const announced = alarms(...at.sort((a, b) => a - b));
          const span = { from: 0, to: 121 * minute, present };
          const given = judgeOfficers(announced, span).reduce((sum, officer) => sum + officer.given, 0);
          expect(given).toBeCloseTo(announced.length - judgeLoad(announced, span).announcedToNobody, 9);
        },
      ),
    );
  });

  it('[ST5] a source that gives three alarms within a minute chatters', () => {
    const chatter = [0, 20, 50].map(
      (second): Announced => ({ at: second * 1000, severity: 'minor', source: 'x' }),
    );
    expect(within(chatter, 10).chattering).toEqual(['x']);
    expect(
      within([...chatter.slice(0, 2), { ...(chatter[2] as Announced), at: 70_000 }], 10).chattering,
    ).toEqual([]);
  });

  it('[ST4] agrees with a count at every moment', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3600 }), { maxLength: 80 }), (seconds) => {
        const announced = seconds
          .sort((a, b) => a - b)
          .map((second): Announced => ({ at: second * 1000, severity: 'major', source: 's' }));
        const load = judgeLoad(announced, { from: 0, to: 3_600_000, present: [] });
        let peak = 0;
        let flood = false;
        const differs: number[] = [];
        // Alarms that come in one moment count together: the state is compared at the end of each second.
        for (let second = 0; second <= 3600; second++) {
          const at = second * 1000;
          const count = announced.filter((alarm) => alarm.at <= at && alarm.at > at - loadWindowMs).length;
          peak = Math.max(peak, count);
          flood = flood ? count >= floodEndsBelow : count > floodBeginsAbove;
          if (load.floods.some(({ from, to }) => from <= at && (to === null || at < to)) !== flood)
            differs.push(second);
        }
        expect(differs).toEqual([]);
        expect(load.peak10Min).toBe(peak);
      }),
      { numRuns: 60 },
    );
  });
});
