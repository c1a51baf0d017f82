/** Sizes, spaces, times, layers and colours have names: the sheets of screens use those, and no value of their own. */
import { type Declaration, parse } from 'postcss';
import { describe, expect, it } from 'vitest';
import { sources, textOf } from './repository.ts';

/** Sheets that give names to values; every other sheet uses the names. */
const tokenSheets = [
  'dashboard/src/ui/tokens.css',
  'dashboard/src/ui/colours.css',
  'dashboard/src/features/wall/map/mapColours.css',
];

/** What is held, with the token that stands for it. */
const rules: readonly { of: RegExp; raw: RegExp; token: string }[] = [
  { of: /^(font-size|font)$/, raw: length(), token: '--type-' },
  { of: /^(line-height|font)$/, raw: /(^|[^\w.-])\d*\.?\d+/, token: '--leading-' },
  { of: /^(padding|margin|gap|row-gap|column-gap)(-|$)/, raw: length(), token: '--space-' },
  { of: /^border-.*radius$/, raw: length(), token: '--radius-' },
  { of: /^z-index$/, raw: /\d/, token: '--layer-' },
  {
    of: /^(transition|animation)(-|$)/,
    raw: /\d(\.\d+)?m?s\b|\b(linear|ease|cubic-bezier|steps)\b/,
    token: '--motion- or --ease-',
  },
  {
    of: /./,
    raw: /#[\da-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|\b(white|black|red|green|blue|yellow|orange|gr[ae]y)\b/i,
    token: 'a colour',
  },
];

/**
 * A number with a unit that is the same wherever it stands. Without it there is 0; shares of a container or a window
 * (cqh, cqw, vh, vw) and of a box (%) have no step of a scale to be on.
 */
function length(): RegExp {
  return /(?<![\w.#-])-?(?!0(?:[a-z]|\b)(?!\.))\d*\.?\d+(rem|em|px|pt|mm|cm|in|ch|ex)\b/;
}

/** Where a value may stand that is on no scale, and why. */
function isExcepted(declaration: Declaration): boolean {
  const around = declaration.parent;
  // What a rem is on a wall; everything else follows from it.
  if (around?.type === 'rule' && 'selector' in around && String(around.selector).startsWith('html'))
    return true;
  // A sheet of paper inherits nothing from the page, so no names either.
  return around?.type === 'atrule' && 'name' in around && around.name === 'page';
}

/** Raw values in a sheet, `property: value` with the token that belongs there. */
function rawValues(css: string): string[] {
  const found: string[] = [];
  const own = new Map<string, Declaration[]>();
  parse(css).walkDecls((declaration) => {
    const { prop } = declaration;
    if (prop.startsWith('--')) own.set(prop, [...(own.get(prop) ?? []), declaration]);
  });
  const judge = (rule: (typeof rules)[number], declaration: Declaration): void => {
    // Names of tokens are no values.
    const value = declaration.value.replaceAll(/var\(\s*--[\w-]+/g, 'var(');
    if (rule.raw.test(value)) found.push(`${declaration.prop}: ${declaration.value} → ${rule.token}`);
    // A name that a sheet gives itself is as good as what it stands for.
    for (const [, name = ''] of declaration.value.matchAll(/var\(\s*(--[\w-]+)/g))
      for (const behind of own.get(name) ?? []) if (behind !== declaration) judge(rule, behind);
  };
  parse(css).walkDecls((declaration) => {
    if (isExcepted(declaration)) return;
    for (const rule of rules) if (rule.of.test(declaration.prop)) judge(rule, declaration);
  });
  return [...new Set(found)];
}

/** Names that a sheet uses, and names that it gives. */
function namesIn(css: string): { used: string[]; given: string[] } {
  return {
    used: [...css.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name = '']) => name),
    given: [...css.matchAll(/(--[\w-]+):/g)].map(([, name = '']) => name),
  };
}

const sheets = sources.filter((path) => path.startsWith('dashboard/src/') && path.endsWith('.css'));

describe('the sheets of the screens', () => {
  it.each([
    ['font-size: 13.5px', '--type-'],
    ['font-size: clamp(1.25rem, 6cqh, 2rem)', '--type-'],
    ['line-height: 1.35', '--leading-'],
    ['padding: 0 0.6rem', '--space-'],
    ['margin-left: -2px', '--space-'],
    ['gap: 0.3em', '--space-'],
    ['border-radius: 5px 0', '--radius-'],
    ['z-index: 9999', '--layer-'],
    ['transition: opacity 200ms', '--motion- or --ease-'],
    ['animation: blink var(--motion-blink) linear', '--motion- or --ease-'],
    ['color: #fff', 'a colour'],
    ['box-shadow: 0 0 2px rgb(0 0 0 / 0.4)', 'a colour'],
    ['background: white', 'a colour'],
    ['--own: 0.7rem; padding: var(--own)', '--space-'],
  ])('[UI9] are told of a value of their own: %s', (declarations, token) => {
    expect(rawValues(`.part { ${declarations} }`).join()).toContain(token);
  });

  it.each([
    'padding: 0 var(--space-mid)',
    'margin: 0 auto',
    'margin-left: calc(-1 * var(--space-hair))',
    'padding-top: max(var(--space-small), env(safe-area-inset-top))',
    'font-size: clamp(var(--type-least), min(7cqh, 9cqw), var(--type-name))',
    'font-size: calc(var(--ring-font, var(--type-figure)) * 0.8)',
    'border-radius: 50%',
    'border: 1px solid var(--line)',
    'width: 4.5rem',
    'color: transparent',
  ])('[UI9] may have what is on no scale: %s', (declaration) => {
    expect(rawValues(`.part { ${declaration} }`)).toEqual([]);
  });

  it('[UI9] have no value of their own where there is a token', () => {
    expect(sheets.length).toBeGreaterThan(30);
    const raw = sheets
      .filter((path) => !tokenSheets.includes(path))
      .flatMap((path) => rawValues(textOf(path)).map((value) => `${path}: ${value}`));
    expect(raw).toEqual([]);
  });

  it('[UI9] are not gone round by the code of screens: letters of charts come from the sheets', () => {
    const screens = sources.filter((path) => /^dashboard\/src\/(?!mock\/).*\.tsx?$/.test(path));
    expect(screens.length).toBeGreaterThan(200);
    const own = screens.filter((path) => /\bfontSize\b\s*[=:]\s*[{'"]?\d/.test(textOf(path)));
    expect(own).toEqual([]);
  });

  it('[UI9] use every token, and none that there is not', () => {
    const all = sheets.map((path) => ({ path, ...namesIn(textOf(path)) }));
    const scripts = sources.filter((path) => /^dashboard\/src\/.*\.tsx?$/.test(path)).map(textOf);
    const inScripts = new Set(scripts.flatMap((text) => text.match(/--[a-z][\w-]*/g) ?? []));
    const given = new Set([...all.flatMap((sheet) => sheet.given), ...inScripts]);
    const used = new Set([...all.flatMap((sheet) => sheet.used), ...inScripts]);
    expect([...used].filter((name) => !given.has(name) && !name.endsWith('-'))).toEqual([]);
    const tokens = all.filter(({ path }) => tokenSheets.includes(path)).flatMap((sheet) => sheet.given);
    const drawn = /^--map-/;
    expect(tokens.filter((name) => !used.has(name) && !drawn.test(name))).toEqual([]);
  });
});
