import fc from 'fast-check';
import { OpeningHours } from '@mingchu/shared/registry';
import { Compile } from 'typebox/compile';
import { expect, it } from 'vitest';
import { cellOfDates, cellOfHours, datesOfCell, hoursOfCell } from './hoursCells.ts';

const workdays = [1, 2, 3, 4, 5];

it('[RG11] opening hours are read as hands write them', () => {
  const lunch = [{ days: workdays, from: '06:30', to: '14:00' }];
  for (const cell of [
    '1-5 06:30-14:00',
    '周一至周五 6:30-14:00',
    '周一到五 6：30～14：00',
    '1、2、3、4、5 6:30-14:00',
  ])
    expect(hoursOfCell(cell), cell).toEqual(lunch);
  expect(hoursOfCell('每天 0:00-24:00')).toEqual([
    { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' },
  ]);
  expect(hoursOfCell('1-5 6:30-9:00；星期六、周日 17:00-2:00')).toEqual([
    { days: workdays, from: '06:30', to: '09:00' },
    { days: [6, 7], from: '17:00', to: '02:00' },
  ]);
  expect(hoursOfCell('')).toEqual([]);
  for (const cell of ['always', '8-9 06:00-07:00', '5-1 06:00-07:00', '1-5', '06:70-08:00'])
    expect(hoursOfCell(cell), cell).toBeUndefined();
});

it('[RG13] a cell has the times of a clock, as everywhere in the registry', () => {
  const hours = Compile(OpeningHours);
  const times = ['00:00', '06:30', '23:59', '24:00', '24:30', '25:00', '26:00', '29:59', '12:60'];
  for (const from of times)
    for (const to of times) {
      const cell = `1 ${from}-${to}`;
      expect(hoursOfCell(cell) !== undefined, cell).toBe(hours.Check({ days: [1], from, to }));
    }
});

it('[RG11] closed days are read one by one and as spans', () => {
  expect(datesOfCell('2026/10/1~2026-10-03; 2026-11-02')).toEqual([
    '2026-10-01',
    '2026-10-02',
    '2026-10-03',
    '2026-11-02',
  ]);
  for (const cell of ['2026-02-31', '10-01', '2026-10-03~2026-10-01', '2026-01-01~2027-06-01'])
    expect(datesOfCell(cell), cell).toBeUndefined();
});

it('[RG11] what programs have registered and is no day goes out as it stands, and is named when it comes back', () => {
  const cell = cellOfDates(['2026-13-45', '2026-11-03', '2026-02-31', '2026-11-02']);
  expect(cell).toBe('2026-11-02~2026-11-03; 2026-13-45; 2026-02-31');
  expect(datesOfCell(cell)).toBeUndefined();
});

const day = fc.integer({ min: 1, max: 7 });
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const someHours = fc.record({
  days: fc.uniqueArray(day).map((days) => days.sort((a, b) => a - b)),
  from: time,
  to: time,
});

it('[RG11] what goes out as a cell comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(someHours, { maxLength: 4 }), (hours) => {
      expect(hoursOfCell(cellOfHours(hours))).toEqual(hours);
    }),
  );
  const someDays = fc.uniqueArray(fc.integer({ min: 20_000, max: 20_400 }), { maxLength: 60 });
  fc.assert(
    fc.property(someDays, (days) => {
      const dates = days
        .sort((a, b) => a - b)
        .map((each) => new Date(each * 86_400_000).toISOString().slice(0, 10));
      expect(datesOfCell(cellOfDates(dates))).toEqual(dates);
    }),
  );
});
