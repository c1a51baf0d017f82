/** The colours of every screen, measured where they are defined. */
import { describe, expect, it } from 'vitest';
import { colourPairs, type Theme } from './colourPairs.ts';
import { contrast } from './contrast.ts';

/** As they are on a screen, in our colours: what holds on paper too comes first. */
const sheets = Object.values(
  import.meta.glob<string>(['./colours.css', '../features/wall/map/mapColours.css'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
).map((css) => css.replace(/@media \(forced[^]*/, ''));

/** Values by name, `{ selector → { name → value } }`, of every sheet together. */
function valuesIn(selector: string): Map<string, string> {
  const blocks = sheets.flatMap((css) => [...css.matchAll(/([^{};/]+) \{([^{}]*)\}/g)]);
  return new Map(
    blocks
      .filter(([, of = '']) => of.split(',').some((each) => each.trim() === selector))
      .flatMap(([, , body = '']) => [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)])
      .map(([, name = '', value = '']) => [name, value]),
  );
}

/** What a name stands for in a theme. */
function colour(name: string, theme: Theme): string {
  const value = valuesIn(`.${theme}`).get(name) ?? valuesIn(':root').get(name);
  if (value === undefined) throw new Error(`there is no colour --${name} in the theme ${theme}`);
  const behind = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
  return behind === undefined ? value : colour(behind, theme);
}

describe('colours', () => {
  it('[UI1] are measured as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('rgb(119, 119, 119)', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(() => contrast('rgba(0, 0, 0, 0.5)', '#ffffff')).toThrow('not an opaque colour');
  });

  it.each(['dark', 'light'] as const)('[UI1] can be read on every ground of the theme %s', (theme) => {
    expect(colourPairs.length).toBeGreaterThan(60);
    const weak = colourPairs.flatMap(({ ink, ground, least }) => {
      const ratio = contrast(colour(ink, theme), colour(ground, theme));
      return ratio < least ? [`${ink} on ${ground}: ${ratio.toFixed(2)} of ${least}`] : [];
    });
    expect(weak).toEqual([]);
  });
});
