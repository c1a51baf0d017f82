import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Announced, floodBeginsAbove, floodEndsBelow, judgeLoad, loadWindowMs } from './alarmLoad.ts';

const minute = 60_000;
const alarms = (...minutes: number[]): Announced[] =>
  minutes.map((at) => ({ at: at * minute, severity: 'major', source: `s${at}` }));
const within = (announced: Announced[], minutes: number, officers = 1) =>
  judgeLoad(announced, { from: 0, to: minutes * minute, officers });

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
        const load = judgeLoad(announced, { from: 0, to: 3_600_000, officers: 1 });
        let peak = 0;
        let flood = false;
        // Alarms that come in one moment count together: the state is compared at the end of each second.
        for (let second = 0; second <= 3600; second++) {
          const at = second * 1000;
          const count = announced.filter((alarm) => alarm.at <= at && alarm.at > at - loadWindowMs).length;
          peak = Math.max(peak, count);
          flood = flood ? count >= floodEndsBelow : count > floodBeginsAbove;
          expect(load.floods.some(({ from, to }) => from <= at && (to === null || at < to))).toBe(flood);
        }
        expect(load.peak10Min).toBe(peak);
      }),
      { numRuns: 60 },
    );
  });
});
