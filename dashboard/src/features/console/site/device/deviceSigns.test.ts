import { expect, it } from 'vitest';
import { signsOf } from './deviceSigns.ts';

const said = (name: string, value: number | string, at = '2026-11-20T02:00:00Z') => ({ name, value, at });

it('[DP2] finds battery, signal and firmware under the names that families pass on, the newest of each', () => {
  const found = signsOf([
    said('temperature', 4),
    said('battery', 97),
    said('Wifi.RSSI', 70),
    said('linkquality', 89, '2026-11-20T02:05:00Z'),
    said('update.installed_version', '1.4'),
    said('battery_low', 'false'),
  ]);
  expect(Object.entries(found).map(([sign, { name }]) => [sign, name])).toEqual([
    ['battery', 'battery'],
    ['signal', 'linkquality'],
    ['firmware', 'update.installed_version'],
  ]);
  expect(signsOf([said('inversion', 1), said('signaller', 2)])).toEqual({});
});
