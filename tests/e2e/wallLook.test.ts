/** What can be measured of how a wall looks. The facts are the mock's. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser } from './browser.ts';
import { playScene } from './playScene.ts';
import type { RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';
import { wallSceneOf } from './wallScenes.ts';

describe.skipIf(noBrowser)('the look of a wall, measured', () => {
  let app: RunningApp;
  let browser: Browser;

  beforeAll(async () => {
    app = await testApp();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  it('[WL12] says of which day its last proof of life, its numbers and its values are', async () => {
    const at = '2026-11-24T23:59:48+08:00';
    const page = await playScene(browser, app.url, { ...wallSceneOf({ scene: 'server-gone' }), at });
    const yesterday = /11\/24 23:59:\d\d/;
    expect(await page.locator('.not-live-since').innerText()).toMatch(yesterday);
    expect(await page.getByTestId('aged').first().innerText()).toMatch(yesterday);
    await page.context().close();
  });

  it.each([
    ['zh-CN', '10 分', '12 时'],
    ['en', '10 min', '12 h'],
  ] as const)('[NU2] [NU3] says in what its axes count: %s', async (language, limit, noon) => {
    const page = await playScene(browser, app.url, wallSceneOf({ scene: 'lunch-rush', language }));
    const drawn = (panel: string) => page.getByTestId(panel).locator('svg text').allTextContents();
    expect(await drawn('arrival-times')).toEqual(expect.arrayContaining(['0', '5', limit, '15+']));
    expect(await drawn('by-hour')).toEqual(expect.arrayContaining(['0', '6', noon, '18']));
    await page.context().close();
  });

  it.each([
    ['zh-CN', 1.2],
    ['zh-CN', 1.4],
    ['en', 1.5],
  ] as const)('[NU10] cuts no number at a larger scale: %s, %d', async (language, scale) => {
    const scene = wallSceneOf({ scene: 'lunch-rush', language });
    const page = await playScene(browser, app.url, { ...scene, path: `${scene.path}&scale=${scale}` });
    const words = await wordsOfNumbers(page);
    expect(words.length).toBeGreaterThan(20);
    expect(words.filter(({ cut }) => cut)).toEqual([]);
    // 20 px at 1920×1080, as at the usual scale.
    expect(Math.min(...words.map(({ lettersPx }) => lettersPx))).toBeCloseTo(20, 1);
    await page.context().close();
  });

  it('[WL13] frames what was found in the colour of its severity, as its tile', async () => {
    const page = await playScene(
      browser,
      app.url,
      wallSceneOf({ scene: 'lunch-rush', layout: 'school-term', theme: 'dark' }),
    );
    const pairs = await bordersOfBoxes(page);
    expect(pairs.map(({ box }) => box)).toEqual(pairs.map(({ tile }) => tile));
    expect(new Set(pairs.map(({ box }) => box)).size).toBeGreaterThan(2);
    await page.context().close();
  });
});

/** What stands in panels of numbers: whether its panel cuts it, and how high its letters are on the screen. */
function wordsOfNumbers(page: Page): Promise<{ text: string; cut: boolean; lettersPx: number }[]> {
  return page.locator('.number').evaluateAll((panels) =>
    panels.flatMap((panel) => {
      const edge = panel.getBoundingClientRect();
      const zoom = edge.width / (panel as HTMLElement).offsetWidth;
      const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
      const words = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width === 0 || !node.parentElement) continue;
        words.push({
          text: node.textContent ?? '',
          cut: box.right > edge.right || box.bottom > edge.bottom,
          lettersPx: Number.parseFloat(getComputedStyle(node.parentElement).fontSize) * zoom,
        });
      }
      return words;
    }),
  );
}

/** Of each box over a picture its colour, and that of the frame of its tile. */
function bordersOfBoxes(page: Page): Promise<{ box: string; tile: string }[]> {
  return page.locator('.camera:has(.detection-box)').evaluateAll((tiles) =>
    tiles.map((tile) => {
      const box = tile.querySelector('.detection-box') ?? tile;
      return {
        box: getComputedStyle(box).borderTopColor,
        tile: getComputedStyle(tile).borderTopColor,
      };
    }),
  );
}
