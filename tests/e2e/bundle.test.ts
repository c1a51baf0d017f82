/** How much a browser must load before the wall or the phone can begin, by the built output; no browser is needed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { chunkOf, neededScripts, neededStyles } from '../harness/neededFiles.ts';

const dist = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));
const isBuilt = existsSync(path.join(dist, 'index.html'));
const read = (name: string) => readFileSync(path.join(dist, name), 'utf8');
const html = isBuilt ? read('index.html') : '';
const assets = isBuilt ? readdirSync(path.join(dist, 'assets')) : [];
const texts = new Map(
  assets
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => [`/assets/${name}`, read(`assets/${name}`)]),
);

const kB = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(texts.get(name) ?? '').length, 0) / 1000;
const needed = (screen: string) => [
  ...neededScripts(texts, { html, screen }),
  ...neededStyles(texts, { html, screen }),
];
/** The table of the letters' files, which is fetched at once except on the phone. */
const font = [...texts.keys()].filter((name) => /\/font-[^/]+\.(js|css)$/.test(name));

describe.skipIf(!isBuilt)('the built dashboard', () => {
  it('[LB1] begins the wall with less than 350 kB of script and style, its letters counted', () => {
    expect(font).not.toEqual([]);
    const size = kB([...needed('Wall'), ...font]);
    expect(size).toBeGreaterThan(50);
    expect(size).toBeLessThan(350);
  });

  it('[LB1] begins the phone with less than 200 kB of script and style', () => {
    const size = kB(needed('Phone'));
    expect(size).toBeGreaterThan(50);
    expect(size).toBeLessThan(200);
  });

  it('[LB2] fetches charts, map, players, readers of codes, English and every other screen apart', () => {
    const apart = ['MapStage', 'hls\\.light', 'jsQR', 'en', 'Console', 'Office', 'install'];
    // Its chunk is called by whichever of our parts comes first in it.
    const charts = [...texts].flatMap(([name, text]) => (text.includes('recharts-wrapper') ? [name] : []));
    expect(charts).not.toEqual([]);
    for (const screen of ['Wall', 'Phone']) {
      const begin = needed(screen);
      expect(begin.filter((name) => charts.includes(name))).toEqual([]);
      for (const name of apart) expect(begin).not.toContain(chunkOf(texts.keys(), name));
    }
    expect(needed('Phone')).not.toContain(chunkOf(texts.keys(), 'Wall'));
  });
});
