/** How the wall looks, held against committed pictures: the in-browser mock at a time that stands still. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineOf, differences, keepBaseline, shrunkScreenshot, updating } from './baseline.ts';
import { axeFindings, noBrowser, openBrowser } from './browser.ts';
import { playScene, type Scene } from './playScene.ts';
import { type RunningApp, runApp } from './runningApp.ts';
import { wallSceneOf } from './wallScenes.ts';

const breach: Scene = { ...wallSceneOf({ scene: 'lunch-rush' }), name: 'breach' };
const scenes: readonly Scene[] = [
  { ...wallSceneOf({ scene: 'quiet-night' }), name: 'quiet' },
  breach,
  { ...wallSceneOf({ scene: 'lunch-rush', theme: 'light', language: 'en' }), name: 'breach-light-en' },
  { ...wallSceneOf({ scene: 'one-breach', language: 'en' }), name: 'one-breach-en' },
  wallSceneOf({ scene: 'flood' }),
  wallSceneOf({ scene: 'half-offline' }),
  wallSceneOf({ scene: 'server-gone' }),
  wallSceneOf({ scene: 'first-start' }),
  { ...wallSceneOf({ scene: 'lunch-rush', size: '1366x768' }), name: 'breach-1366' },
  { ...wallSceneOf({ scene: 'flood', size: '3840x2160', layout: '4k' }), name: 'flood-4k' },
];

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

  it.each(scenes)('[UI3] is that of its baseline, and [UI13] says nothing to axe: $name', async (scene) => {
    const page = await playScene(browser, app.url, scene);
    const shot = await shrunkScreenshot(page, judge);
    if (updating) keepBaseline(scene.name, shot);
    expect(await differences(judge, shot, baselineOf(scene.name))).toEqual([]);
    // Axe works by the page's clock too.
    await page.clock.resume();
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  it('[UI3] is noticed to differ when a panel has moved by a few millimetres', async () => {
    const page = await playScene(browser, app.url, breach);
    await page.addStyleTag({ content: '[data-panel=queue] { transform: translate(14px, 0) }' });
    const moved = await shrunkScreenshot(page, judge);
    expect((await differences(judge, moved, baselineOf('breach'))).length).toBeGreaterThan(3);
    await page.context().close();
  });
});
