/** Which theme a page begins with. */
import { describe, expect, it } from 'vitest';
import { choiceAt, themeAt } from './themeChoice.ts';

describe('the theme', () => {
  it.each([
    ['/console?id=v1', 'system'],
    ['/office/statistics', 'system'],
    ['/login', 'system'],
    ['/login?next=%2Fconsole', 'system'],
    ['/mapping', 'system'],
    ['/m', 'light'],
    ['/m?order=o1', 'light'],
    ['/login?next=%2Fm', 'light'],
    ['/login?next=%2Fm%3Forder%3Do1', 'light'],
  ])('[TH2] of %s is, until somebody chooses, %s', (address, choice) => {
    expect(choiceAt(address, null)).toBe(choice);
    expect(choiceAt(address, 'sepia')).toBe(choice);
  });

  it('[TH2] of a desk is that of its computer, of a phone its own', () => {
    expect([true, false].map((dark) => themeAt('/console', null, dark))).toEqual(['dark', 'light']);
    expect([true, false].map((dark) => themeAt('/m', null, dark))).toEqual(['light', 'light']);
    expect([true, false].map((dark) => themeAt('/m', 'system', dark))).toEqual(['dark', 'light']);
  });

  it.each(['light', 'dark'] as const)('[TH1] is the one that was chosen: %s', (theme) => {
    for (const address of ['/console', '/office', '/m', '/login'])
      for (const dark of [true, false]) expect(themeAt(address, theme, dark)).toBe(theme);
  });

  it('[TH2] of the page around a wall is dark, whatever was chosen for the desk', () => {
    expect(themeAt('/wall?theme=light', 'light', false)).toBe('dark');
    expect(themeAt('/console/wall', 'light', true)).toBe('light');
  });
});
