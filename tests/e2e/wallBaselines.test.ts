/** How the wall looks, held against committed pictures: the in-browser mock at a time that stands still. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineOf, differences, keepBaseline, shrunkScreenshot, updating } from './baseline.ts';
import { noBrowser, openBrowser } from './browser.ts';
import { type RunningApp, runApp } from './runningApp.ts';

interface Scene {
  name: string;
  query: string;
  language?: 'en';
  size?: { width: number; height: number };
}

const fullHd = { width: 1920, height: 1080 };
const scenes: readonly Scene[] = [
  { name: 'quiet', query: 'case=calm' },
  { name: 'breach', query: 'case=full' },
  { name: 'breach-light-en', query: 'case=full&theme=light', language: 'en' },
  { name: 'flood', query: 'case=flood' },
  { name: 'first-start', query: 'case=empty' },
  { name: 'breach-1366', query: 'case=full', size: { width: 1366, height: 768 } },
  { name: 'flood-4k', query: 'case=flood&layout=4k', size: { width: 3840, height: 2160 } },
];
/** Time of the scenes: a school day at noon. */
const noon = new Date('2026-11-24T12:00:00+08:00');
/**
 * How long a scene plays until the picture is taken: in steps, because pictures are decoded and fonts are loaded in
 * real time, for which the page's clock does not wait. ms.
 */
const [playSteps, stepMs, decodingMs] = [8, 500, 150];

describe.skipIf(noBrowser)('the look of the wall', () => {
  let app: RunningApp;
  let browser: Browser;
  let judge: Page;

  beforeAll(async () => {
    app = await runApp();
    browser = await openBrowser();
    judge = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  async function play(scene: Scene): Promise<Page> {
    const context = await browser.newContext({
      viewport: scene.size ?? fullHd,
      reducedMotion: 'reduce',
      timezoneId: 'Asia/Shanghai',
    });
    const page = await context.newPage();
    await page.clock.install({ time: noon });
    await page.clock.pauseAt(noon.getTime() + 1_000);
    await page.addInitScript((language) => {
      localStorage.setItem('mingchu.language', language);
      sessionStorage.setItem('mingchu.mock.session', 'duty');
    }, scene.language ?? 'zh-CN');
    await page.goto(`${app.url}/wall?mock=1&${scene.query}`);
    // What waits in the page waits on the clock that stands still: only counting does not.
    while ((await page.getByTestId('wall').count()) === 0) await page.clock.runFor(100);
    for (let step = 0; step < playSteps; step++) {
      await page.clock.runFor(stepMs);
      await page.waitForLoadState('networkidle');
      await delay(decodingMs);
    }
    return page;
  }

  it.each(scenes)('[UI3] is that of its baseline: $name', async (scene) => {
    const page = await play(scene);
    const shot = await shrunkScreenshot(page, judge);
    if (updating) keepBaseline(scene.name, shot);
    expect(await differences(judge, shot, baselineOf(scene.name))).toEqual([]);
    await page.context().close();
  });

  it('[UI3] is noticed to differ when a panel has moved by a few millimetres', async () => {
    const page = await play({ name: 'breach', query: 'case=full' });
    await page.addStyleTag({ content: '[data-panel=queue] { transform: translate(14px, 0) }' });
    const moved = await shrunkScreenshot(page, judge);
    expect((await differences(judge, moved, baselineOf('breach'))).length).toBeGreaterThan(3);
    await page.context().close();
  });
});
