/** The workshop: every part of the screens in every state, without a server behind it. */
import { readFileSync } from 'node:fs';
import { panelKinds } from '@mingchu/shared/wallLayout';
import { severities } from '@mingchu/shared/violation';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineOf, differences, keepBaseline, shrunkScreenshot, updating } from './baseline.ts';
import { axeFindings, coloursUnread, noBrowser, openBrowser } from './browser.ts';
import { playScene } from './playScene.ts';
import type { RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

/** Parts whose look is held. */
const heldParts = ['ring', 'on-time', 'by-type-light'];
/** Rules for whole pages: here one stands within another, and a part is a landmark in each of its states. */
const pageInPage = ['landmark-main-is-top-level', 'landmark-no-duplicate-main', 'landmark-unique'];
/** Besides, a part stands below no headings of its page. */
const unlessAlone = [...pageInPage, 'heading-order'];
/** Parts of screens, each as one of its people may have to see them. */
const screenSections = [
  { section: 'console', answers: 'usual', width: 1366 },
  { section: 'site', answers: 'usual', width: 1366 },
  { section: 'office', answers: 'usual', width: 1366 },
  { section: 'phone', answers: 'cut', width: 390 },
  { section: 'arrange', answers: 'usual', width: 1366 },
];

describe.skipIf(noBrowser)('the workshop', () => {
  let app: RunningApp;
  let browser: Browser;
  let workshop: Page;
  const asked: string[] = [];

  beforeAll(async () => {
    app = await testApp();
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

  it('[UI4] shows every panel in ten states and both themes, to anybody, and asks no server', async () => {
    await workshop.clock.resume();
    const states = await workshop.locator('select').first().locator('option').all();
    expect(states.length).toBe(10);
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

  it('[NU9] does not call calm what an officer has shelved', async () => {
    await choose(workshop, { state: 'shelved', theme: 'dark' });
    const queue = workshop.locator('#queue .panel').first();
    await expect.poll(() => queue.locator('h2').innerText()).toMatch(/^待处置 0 · 已搁置 \d+ 条$/);
    expect(await queue.innerText()).not.toContain('全区平稳');
  });

  it.each([
    { theme: 'dark', state: 'full' },
    { theme: 'light', state: 'flood' },
  ])('[UI4] has nothing that a check for accessibility finds: $theme, $state', async ({ theme, state }) => {
    await choose(workshop, { state, theme });
    expect(await axeFindings(workshop, pageInPage)).toEqual([]);
  });

  it.each(screenSections)(
    '[UI4] [TH4] shows the parts of a screen in every state and both themes, as wide as the page: $section',
    async ({ section, answers, width }) => {
      asked.length = 0;
      await workshop.setViewportSize({ width, height: 1080 });
      await choose(workshop, { state: 'long', theme: 'light', show: section, answers });
      await expect.poll(() => workshop.locator('.state').count()).toBeGreaterThan(15);
      await expect.poll(() => workshop.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      // Names that lack a value.
      expect(await workshop.locator('[aria-label*="{{"]').count()).toBe(0);
      expect(await axeFindings(workshop, unlessAlone)).toEqual([]);
      // Another theme is the same page in other colours.
      await choose(workshop, { theme: 'dark' });
      expect(await coloursUnread(workshop)).toEqual([]);
      expect(asked.filter((path) => /^\/(api|socket)/.test(path))).toEqual([]);
      await workshop.setViewportSize({ width: 1920, height: 1080 });
    },
  );

  it('[UI10] stands still for whoever wants no motion', async () => {
    await choose(workshop, { state: 'full', theme: 'dark', show: 'parts', answers: 'usual' });
    await workshop.emulateMedia({ reducedMotion: 'no-preference' });
    await expect.poll(() => moving(workshop)).toContain('blink');
    await workshop.emulateMedia({ reducedMotion: 'reduce' });
    await expect.poll(() => moving(workshop)).toEqual([]);
  });

  it.each(['dark', 'light'])("[UI11] keeps severities apart in a reader's own colours: %s", async (theme) => {
    await choose(workshop, { state: 'full', theme });
    await workshop.emulateMedia({ forcedColors: 'active' });
    const drawn = await workshop.evaluate(drawnInOwnColours);
    await workshop.emulateMedia({ forcedColors: 'none' });
    expect(drawn.marks.length).toBeGreaterThanOrEqual(severities.length);
    expect(new Set(drawn.marks)).toEqual(new Set([drawn.text]));
    expect(drawn.shapes.length).toBe(severities.length);
    expect(drawn.overdue).toEqual({ ground: drawn.text, ink: drawn.canvas, backplate: 'none' });
  });

  it.each(['dark', 'light'])('[UI12] shows every name and every measured pair: %s', async (theme) => {
    await choose(workshop, { theme, show: 'tokens' });
    const shown = await workshop
      .locator('[data-token]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-token') ?? ''));
    const css = readFileSync(new URL('../../dashboard/src/ui/tokens.css', import.meta.url), 'utf8');
    const given = [...css.matchAll(/(--(?:type|leading|space|radius|layer|motion|ease)-[\w-]+):/g)];
    expect(given.length).toBeGreaterThan(40);
    expect(given.map(([, name = '']) => name).filter((name) => !shown.includes(name))).toEqual([]);
    expect(await workshop.locator('.token-pair').count()).toBeGreaterThan(30);
    expect(await workshop.locator('.token-pair:not([data-enough=true])').allInnerTexts()).toEqual([]);
    expect(await axeFindings(workshop)).toEqual([]);
  });
});

/** Chooses in the workshop's head; what is absent stays. */
async function choose(
  page: Page,
  { state, theme, show, answers }: { state?: string; theme?: string; show?: string; answers?: string },
): Promise<void> {
  const selects = page.locator('.workshop-head select');
  for (const [index, value] of [state, theme, undefined, show, answers].entries())
    if (value !== undefined) await selects.nth(index).selectOption(value);
  if (show !== undefined) await page.locator(`.workshop[data-shown=${show}]`).waitFor();
}

/** Names of what a sheet moves on the page; the dead man's cover is moved by no sheet. */
async function moving(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ playState }) => playState === 'running')
      .flatMap((animation) => {
        if (animation instanceof CSSAnimation) return [animation.animationName];
        return animation instanceof CSSTransition ? [animation.transitionProperty] : [];
      }),
  );
}

/** Colours of the marks and of a row that is too late, as the browser draws them, and shapes of the marks. */
function drawnInOwnColours() {
  const own = document.createElement('p');
  own.style.cssText = 'color: CanvasText; background-color: Canvas';
  document.querySelector('#severity')?.append(own);
  const { color: text, backgroundColor: canvas } = getComputedStyle(own);
  own.remove();
  const marks = [...document.querySelectorAll('#severity .mark')];
  const row = document.querySelector('#queue [data-overdue=true]');
  const late = row && getComputedStyle(row);
  return {
    text,
    canvas,
    marks: marks.map((mark) => getComputedStyle(mark).fill),
    shapes: [...new Set(marks.map((mark) => mark.innerHTML))],
    // A browser that adjusts it would put a plate of its own between the letters and their ground.
    overdue: late && {
      ground: late.backgroundColor,
      ink: late.color,
      backplate: late.getPropertyValue('forced-color-adjust'),
    },
  };
}
