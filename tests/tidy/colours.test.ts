/** The colours of every screen, measured where they are defined. */
import { severities } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import { textOf } from './repository.ts';

/** WCAG 2.2, 1.4.3: least contrast of text that is not large. */
const leastContrast = 4.5;
const inks = ['text', 'dim', ...severities] as const;
const grounds = ['bg', 'panel', 'raised'] as const;

const css = textOf('dashboard/src/ui/colours.css');
/** `--name: #rrggbb` of the root, by name. */
const colours = new Map(
  [...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]),
);

function colour(name: string): string {
  const value = colours.get(name);
  if (value === undefined) throw new Error(`there is no colour --${name}`);
  return value;
}

/** Relative luminance of `#rrggbb`, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe('colours', () => {
  it('[UI1] are measured as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it.each(['d', 'l'])('[UI1] can be read on every ground of the theme %s', (theme) => {
    const weak = inks.flatMap((ink) =>
      grounds.flatMap((ground) => {
        const ratio = contrast(colour(`${theme}-${ink}`), colour(`${theme}-${ground}`));
        return ratio < leastContrast ? [`${ink} on ${ground}: ${ratio.toFixed(2)}`] : [];
      }),
    );
    expect(weak).toEqual([]);
    expect(contrast('#ffffff', colour(`${theme}-overdue`))).toBeGreaterThan(leastContrast);
    expect(contrast(colour('on-stale'), colour('stale'))).toBeGreaterThan(leastContrast);
  });
});
