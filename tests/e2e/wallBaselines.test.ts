/** How the wall looks, held against committed pictures: the in-browser mock at a time that stands still. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineOf, differences, keepBaseline, shrunkScreenshot, updating } from './baseline.ts';
import { axeFindings, noBrowser, openBrowser } from './browser.ts';
import { playScene, type Scene } from './playScene.ts';
import type { RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';
import { type WallLook, wallSceneOf } from './wallScenes.ts';

/** Every scene in both themes, each language and size in several. */
const looks: readonly WallLook[] = [
  { scene: 'quiet-night' },
  { scene: 'quiet-night', size: '1366x768', theme: 'light', language: 'en' },
  { scene: 'lunch-rush' },
  { scene: 'lunch-rush', theme: 'light', language: 'en' },
  { scene: 'lunch-rush', size: '1366x768' },
  { scene: 'one-breach', language: 'en' },
  { scene: 'one-breach', size: '3840x2160', theme: 'light' },
  { scene: 'flood' },
  { scene: 'flood', size: '1366x768', theme: 'light', language: 'en' },
  { scene: 'flood', size: '3840x2160', layout: '4k' },
  { scene: 'half-offline' },
  { scene: 'half-offline', size: '3840x2160', theme: 'light', language: 'en' },
  { scene: 'server-gone' },
  { scene: 'server-gone', theme: 'light', language: 'en' },
  { scene: 'first-start' },
  { scene: 'first-start', theme: 'light', language: 'en' },
];
const scenes: readonly Scene[] = looks.map((look) => wallSceneOf(look));
/** Where a panel is moved by a few millimetres besides, which must be noticed: dark and light, and each size of a wall. */
const moved = scenes.filter(({ name }) => /^(lunch-rush|flood)-?/.test(name));

describe.skipIf(noBrowser)('the look of the wall', () => {
  let app: RunningApp;
  let browser: Browser;
  let judge: Page;

  beforeAll(async () => {
    app = await testApp();
    browser = await openBrowser();
    judge = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  it.concurrent.each(scenes)(
    '[UI3] is that of its baseline, and [UI13] says nothing to axe: $name',
    async (scene) => {
      const page = await playScene(browser, app.url, scene);
      const shot = await shrunkScreenshot(page, judge);
      if (updating) keepBaseline(scene.name, shot);
      expect(await differences(judge, shot, baselineOf(scene.name))).toEqual([]);
      if (moved.includes(scene)) {
        // 14 px on a wall of 1080 lines: a few millimetres on any.
        await page.addStyleTag({ content: '[data-panel=queue] { transform: translate(0.875rem, 0) }' });
        const other = await shrunkScreenshot(page, judge);
        expect((await differences(judge, other, baselineOf(scene.name))).length).toBeGreaterThan(3);
      }
      // What axe looks at is the same in every size.
      if (scene.size === undefined) {
        // Axe works by the page's clock too.
        await page.clock.resume();
        expect(await axeFindings(page)).toEqual([]);
      }
      await page.context().close();
    },
  );
});
