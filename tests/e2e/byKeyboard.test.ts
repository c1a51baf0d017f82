/** Desk and phone without a mouse: where the focus goes, where it comes back to, and that it never disappears. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, noBrowser, openBrowser } from './browser.ts';
import { playScene } from './playScene.ts';
import type { RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

/** More than a desk has places to stop at. */
const mostStops = 250;

/** What has the focus, as one says it. */
function focus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const on = document.activeElement;
    const id = on?.getAttribute('data-violation-id') ?? on?.getAttribute('data-testid') ?? on?.id;
    return id || (on?.tagName.toLowerCase() ?? '');
  });
}

/** Goes by Tab from the top until it leaves the page or begins anew; answers the places where the focus cannot be seen. */
async function unseenStops(page: Page): Promise<string[]> {
  const unseen: string[] = [];
  const stops = await page.evaluateHandle(() => [] as Element[]);
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press('Tab');
    const seen = await stops.evaluate((before) => {
      const on = document.activeElement;
      if (on === null || on === document.body || on === before[0]) return null;
      const outer = on.outerHTML.slice(0, 120);
      if (before.includes(on)) return `the second time: ${outer}`;
      before.push(on);
      let at: Element | null = on;
      // A label may show it for what is within it.
      for (let up = 0; at && up < 2; up += 1, at = at.parentElement) {
        const { outlineStyle, outlineWidth, opacity } = getComputedStyle(at);
        if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && opacity !== '0') return '';
      }
      return outer;
    });
    if (seen === null) {
      expect(stop).toBeGreaterThan(10);
      return unseen;
    }
    if (seen !== '') unseen.push(seen);
  }
  throw new Error('the focus does not leave the page');
}

describe.skipIf(noBrowser)('by keyboard alone', () => {
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

  const open = async (name: string, path: string, who: string): Promise<Page> => {
    const size = path.startsWith('/m') ? { width: 390, height: 844 } : { width: 1366, height: 768 };
    const page = await playScene(browser, app.url, { name, path, who, size, playS: 1 });
    await page.clock.resume();
    return page;
  };

  it.each(['/console?id=violation-6&', '/console/site/site-8?', '/console/site/site-8/device/fridge-1?'])(
    '[DE10] the focus is seen wherever it goes and is caught nowhere: %s',
    async (path) => {
      const page = await open('stops', `${path}mock=1&case=decide`, 'chief');
      expect(await unseenStops(page)).toEqual([]);
      await page.context().close();
    },
  );

  it('[DE10] walks to a case, into it, into its forms and back to where one was', async () => {
    const page = await open('walk', '/console?mock=1&case=decide', 'chief');
    await page.keyboard.press('j');
    const chosen = () => page.locator('.worklist-item[aria-current=true]').getAttribute('data-violation-id');
    const first = await chosen();
    expect(await focus(page)).toBe(first);
    await page.keyboard.press('j');
    await expect.poll(chosen).not.toBe(first);
    expect(await focus(page)).toBe(await chosen());
    await page.keyboard.press('k');
    await expect.poll(() => focus(page)).toBe(first);
    await page.keyboard.press('Enter');
    expect(await focus(page)).toBe('detail-panel');
    for (const key of ['r', 'd']) {
      await page.keyboard.press(key);
      const form = page.locator('.act-form');
      await form.locator(':focus').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => form.count()).toBe(0);
      expect(await focus(page)).toBe('detail-panel');
    }
    await page.keyboard.press('?');
    const help = page.locator('.key-help');
    await help.locator(':focus').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    // Nothing behind it is pressed and it still closes, though the focus is nowhere.
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('r');
    expect(await page.locator('.act-form').count()).toBe(0);
    await page.keyboard.press('Escape');
    await expect.poll(() => help.count()).toBe(0);
    expect(await focus(page)).toBe('detail-panel');
    await page.context().close();
  });

  it('[DE10] each form takes the focus, says nothing to axe, and gives the focus back to its button', async () => {
    const page = await open('forms', '/console?mock=1&case=decide', 'chief');
    const forms = [
      [2, ['confirm-arrival', 'refuse-arrival', 'review']],
      [3, ['send', 'shelve']],
      [5, ['dispatch', 'ask-extension', 'recall']],
      [6, ['approve-extension', 'refuse-extension']],
      [7, ['transfer']],
      [8, ['verify', 'take-out-of-service']],
      [9, ['put-back-in-service']],
    ] as const;
    for (const [number, acts] of forms) {
      await page.locator(`[data-violation-id=violation-${number}]`).click();
      for (const act of acts) {
        await page.getByTestId(`act-${act}`).focus();
        await page.keyboard.press('Enter');
        await page.locator('.act-form :focus').waitFor();
        expect(await axeFindings(page), act).toEqual([]);
        await page.keyboard.press('Escape');
        await expect.poll(() => focus(page)).toBe(`act-${act}`);
      }
    }
    await page.context().close();
  });

  it('[DE10] an act that takes its own button away leaves the focus in the case', async () => {
    const page = await open('act', '/console?id=violation-7&mock=1&case=decide', 'chief');
    await page.getByTestId('act-transfer').focus();
    await page.keyboard.press('Enter');
    const form = page.locator('.act-form');
    await form.locator('input[name=caseRef]:focus').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.type('2026-18');
    for (const name of ['officer1', 'officer2']) await form.locator(`input[name=${name}]`).fill(name);
    await page.keyboard.press('Enter');
    await expect.poll(() => form.count()).toBe(0);
    await expect.poll(() => page.getByTestId('act-transfer').count()).toBe(0);
    expect(await focus(page)).toBe('detail-panel');
    await page.context().close();
  });

  it('[PH28] one of several is chosen by the arrow keys and sends nothing; a reason is a button, and does', async () => {
    const page = await open('choices', '/m?mock=1', 'inspector10');
    await page.getByTestId('more-time').focus();
    await page.keyboard.press('Enter');
    const asking = page.locator('.order-decline');
    const spans = asking.getByRole('radio');
    expect(await spans.count()).toBe(3);
    await spans.first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await spans.nth(1).isChecked()).toBe(true);
    expect(await focus(page)).toBe('input');
    expect(await page.locator('.choices-three label:has(:focus-visible)').count()).toBe(1);
    await page.keyboard.press('Tab');
    expect(await focus(page)).toBe('reason-traffic');
    expect(await asking.getByRole('group', { name: '原因' }).getByRole('button').count()).toBe(3);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await asking.waitFor({ state: 'detached' });
    await page.getByText('10 分钟').first().waitFor();
    await page.context().close();
  });
});
