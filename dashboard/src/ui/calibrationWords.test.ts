import { expect, it } from 'vitest';
import { correctionText, daysUntil } from './calibrationWords.ts';

it('[CA1] a correction reads as it is calculated, without the parts that do nothing', () => {
  expect(correctionText('temperatureC', { slope: 1, offset: -0.5 })).toBe('−0.5 °C');
  expect(correctionText('gasPctLel', { slope: 1.02, offset: 0 })).toBe('×1.02');
  expect(correctionText('humidityPct', { slope: 0.98, offset: 2 })).toBe('×0.98 +2 %');
});

it('[CA7] days to a due date are those of the district', () => {
  const lateAtNight = Date.parse('2026-11-20T23:50:00+08:00');
  expect(['2026-11-19', '2026-11-20', '2026-12-20'].map((day) => daysUntil(day, lateAtNight))).toEqual([
    -1, 0, 30,
  ]);
});
