/** How soon a screen says something to a browser that has nothing of it, and how much script it takes for that. */
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { neededScripts } from '../harness/neededFiles.ts';
import { preciseNow } from './liveWalls.ts';

interface Screen {
  place: string;
  /** What must be on it before it counts as there. */
  sign: string;
  /** Name of the script that draws it. */
  chunk: string;
}

export const screens = [
  { place: '/wall', sign: '.calm, [data-testid=violation-row]', chunk: 'Wall' },
  { place: '/m', sign: 'main', chunk: 'Phone' },
] as const satisfies readonly Screen[];

/**
 * From navigation, without the cache, to the sign; `at` is where the duty officer was led. `gzipKB` is the script that
 * the screen cannot begin without: its page's own, its chunk's, and all that these import. What it asks for besides
 * (charts, players of cameras) is lazy.
 */
export async function coldLoad(page: Page, url: string, { place, sign, chunk }: Screen) {
  const fresh = await page.context().newPage();
  const scripts: Promise<[name: string, text: string]>[] = [];
  fresh.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    const name = new URL(response.url()).pathname;
    scripts.push(response.text().then((text) => [name, text]));
  });
  const session = await page.context().newCDPSession(fresh);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const begun = preciseNow();
  await fresh.goto(url + place, { waitUntil: 'commit' });
  await fresh.locator(sign).first().waitFor();
  const meaningfulMs = Math.round(preciseNow() - begun);
  await fresh.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
  const at = new URL(fresh.url()).pathname;
  const html = await (await fresh.request.get(url)).text();
  const texts = new Map(await Promise.all(scripts));
  await fresh.close();
  const needed = neededScripts(texts, { html, screen: chunk });
  const kB = (wanted: boolean) => {
    const chosen = [...texts].filter(([name]) => needed.has(name) === wanted);
    return Math.round(chosen.reduce((sum, [, text]) => sum + gzipSync(text).length, 0) / 1000);
  };
  return { place, at, meaningfulMs, scripts: texts.size, gzipKB: kB(true), lazyGzipKB: kB(false) };
}
