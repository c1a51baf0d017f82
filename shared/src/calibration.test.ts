import { describe, expect, it } from 'vitest';
import {
  calibrationState,
  type CalibrationMistake,
  correctedValue,
  isUnusual,
  mistakeIn,
  type NewCalibrationBody,
  usualDueOn,
} from './calibration.ts';

const now = Date.parse('2026-11-20T10:00:00+08:00');
const usual: NewCalibrationBody = {
  siteId: 's1',
  deviceId: 'fridge',
  metric: 'temperatureC',
  slope: 1,
  offset: -0.5,
  validFrom: '2026-11-18T09:00:00+08:00',
  performedBy: '李工',
  certificate: 'HY-2026-118',
  laboratory: null,
  dueOn: '2027-11-18',
  note: '',
};

describe('a corrected value', () => {
  it('[CA1] is raw × slope + offset, without the noise of doubles', () => {
    expect(correctedValue('temperatureC', 4.8, { slope: 1, offset: -0.5 })).toBe(4.3);
    expect(correctedValue('gasPctLel', 24, { slope: 1.05, offset: 0.2 })).toBe(25.4);
    // 1.1 × 8 is 8.8 and a little more in doubles, and a limit of 8.8 must not be passed by that.
    expect(correctedValue('weightKg', 8, { slope: 1.1, offset: 0 })).toBe(8.8);
  });

  it('[CA4] leaves the codes of a fault as they are', () => {
    const correction = { slope: 1, offset: -0.5 };
    expect([85, -127, 85.1].map((raw) => correctedValue('temperatureC', raw, correction))).toEqual([
      85, -127, 84.6,
    ]);
    expect(correctedValue('humidityPct', 85, correction)).toBe(84.5);
  });
});

describe('what is taken', () => {
  it('[CA6] names what is wrong with the rest', () => {
    const wrong: [Partial<NewCalibrationBody>, CalibrationMistake | null][] = [
      [{}, null],
      [{ slope: 0 }, 'slope-not-usable'],
      [{ slope: -1 }, 'slope-not-usable'],
      [{ slope: Number.NaN }, 'slope-not-usable'],
      [{ offset: 151 }, 'offset-not-usable'],
      [{ offset: Number.POSITIVE_INFINITY }, 'offset-not-usable'],
      [{ validFrom: '2026-11-20T10:00:30+08:00' }, null],
      [{ validFrom: '2026-11-20T10:05:00+08:00' }, 'valid-from-in-future'],
      [{ validFrom: '2016-01-01T00:00:00Z' }, 'valid-from-too-old'],
      [{ validFrom: 'yesterday' }, 'valid-from-in-future'],
      [{ dueOn: '2026-11-18' }, 'due-before-valid'],
      [{ dueOn: '2026-11-19' }, null],
      [{ dueOn: '2032-11-18' }, 'due-too-late'],
    ];
    expect(wrong.map(([part]) => mistakeIn({ ...usual, ...part }, now))).toEqual(
      wrong.map(([, mistake]) => mistake),
    );
  });

  it('[CA6] asks about what an instrument in order does not need, wherever kitchens measure', () => {
    expect(isUnusual('temperatureC', { slope: 1, offset: 3 })).toBe(false);
    expect(isUnusual('temperatureC', { slope: 1, offset: -3.1 })).toBe(true);
    // Harmless at 4 °C, six degrees at 120 °C.
    expect(isUnusual('temperatureC', { slope: 1.05, offset: 0 })).toBe(true);
    expect(isUnusual('gasPctLel', { slope: 1.05, offset: 0.2 })).toBe(false);
  });
});

describe('when it is due', () => {
  it('[CA7] is told 30 days before, and its last day still counts', () => {
    const states = ['2026-11-19', '2026-11-20', '2026-12-20', '2026-12-21', null].map((dueOn) =>
      calibrationState(dueOn, now),
    );
    expect(states).toEqual(['overdue', 'due', 'due', 'good', 'never']);
    // A quarter to midnight in the district is still that day, whatever day it is in UTC.
    expect(calibrationState('2026-11-20', Date.parse('2026-11-20T23:45:00+08:00'))).toBe('due');
    expect(calibrationState('2026-11-20', Date.parse('2026-11-21T00:05:00+08:00'))).toBe('overdue');
  });

  it('[CA7] is proposed for a year later, in a leap year too', () => {
    expect(usualDueOn(now)).toBe('2027-11-20');
    expect(usualDueOn(Date.parse('2028-02-29T08:00:00+08:00'))).toBe('2029-02-28');
  });
});
