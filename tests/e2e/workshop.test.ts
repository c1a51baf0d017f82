/** The workshop: every part of the screens in every state, without a server behind it. */
import { panelKinds } from '@mingchu/shared/wallLayout';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineOf, differences, keepBaseline, shrunkScreenshot, updating } from './baseline.ts';
import { noBrowser, openBrowser, seriousFindings } from './browser.ts';
import { playScene } from './playScene.ts';
import { type RunningApp, runApp } from './runningApp.ts';

/** Parts whose look is held. */
const heldParts = ['ring', 'on-time', 'by-type-light'];

describe.skipIf(noBrowser)('the workshop', () => {
  let app: RunningApp;
  let browser: Browser;
  let workshop: Page;
  const asked: string[] = [];

  beforeAll(async () => {
    app = await runApp();
    browser = await openBrowser();
    workshop = await playScene(browser, app.url, {
      name: 'workshop',
      path: '/ui?theme=both',
      playS: 2,
      onRequest: (url) => asked.push(new URL(url).pathname),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  it.each(heldParts)('[UI3] has a part that is that of its baseline: %s', async (part) => {
    const judge = await browser.newPage();
    const shot = await shrunkScreenshot(workshop.locator(`#${part}`), judge);
    if (updating) keepBaseline(`part-${part}`, shot);
    expect(await differences(judge, shot, baselineOf(`part-${part}`))).toEqual([]);
    await judge.close();
  });

  it('[UI4] shows every panel in nine states and both themes, to anybody, and asks no server', async () => {
    await workshop.clock.resume();
    const states = await workshop.locator('select').first().locator('option').all();
    expect(states.length).toBe(9);
    for (const state of states) {
      await workshop
        .locator('select')
        .first()
        .selectOption((await state.getAttribute('value')) ?? '');
      for (const kind of panelKinds)
        for (const name of [kind, `${kind}-light`])
          await expect
            .poll(() => workshop.locator(`#${name} .panel`).first().innerText(), { message: name })
            .not.toBe('');
    }
    expect(asked.filter((path) => /^\/(api|socket)/.test(path))).toEqual([]);
    expect(await workshop.evaluate(() => sessionStorage.getItem('mingchu.mock'))).toBeNull();
  });

  it('[UI4] has nothing that a check for accessibility calls serious', async () => {
    await workshop.locator('select').first().selectOption('full');
    expect(await seriousFindings(workshop)).toEqual([]);
  });
});
