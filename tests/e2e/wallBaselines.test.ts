/** How the wall looks, held against committed pictures: the in-browser mock at a time that stands still. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineOf, differences, keepBaseline, shrunkScreenshot, updating } from './baseline.ts';
import { noBrowser, openBrowser } from './browser.ts';
import { playScene, type Scene } from './playScene.ts';
import { type RunningApp, runApp } from './runningApp.ts';

const breach: Scene = { name: 'breach', path: '/wall?mock=1&case=full' };
const scenes: readonly Scene[] = [
  { name: 'quiet', path: '/wall?mock=1&case=calm' },
  breach,
  { name: 'breach-light-en', path: '/wall?mock=1&case=full&theme=light', language: 'en' },
  { name: 'one-breach-en', path: '/wall?mock=1&case=breach', language: 'en' },
  { name: 'flood', path: '/wall?mock=1&case=flood' },
  { name: 'half-offline', path: '/wall?mock=1&case=half' },
  { name: 'server-gone', path: '/wall?mock=1&case=gone', playS: 16 },
  { name: 'first-start', path: '/wall?mock=1&case=empty' },
  { name: 'breach-1366', path: '/wall?mock=1&case=full', size: { width: 1366, height: 768 } },
  { name: 'flood-4k', path: '/wall?mock=1&case=flood&layout=4k', size: { width: 3840, height: 2160 } },
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

  it.each(scenes)('[UI3] is that of its baseline: $name', async (scene) => {
    const page = await playScene(browser, app.url, scene);
    const shot = await shrunkScreenshot(page, judge);
    if (updating) keepBaseline(scene.name, shot);
    expect(await differences(judge, shot, baselineOf(scene.name))).toEqual([]);
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
