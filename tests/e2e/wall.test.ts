/** The wall in a real browser, on the whole running application. */
import type { DoorCodeView } from '@mingchu/shared/arrival';
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noBrowser, openBrowser, axeFindings, signIn } from './browser.ts';
import { account, enterDistrict, inspector, kitchen, openOrders, showRat } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';
import { countThreadTime } from './threadTime.ts';

describe.skipIf(noBrowser)('the wall', () => {
  let app: RunningApp;
  let browser: Browser;
  let wall: Page;

  beforeAll(async () => {
    app = await testApp();
    await enterDistrict(app);
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    wall = await signIn(context, app.url, { username: 'duty', password, path: '/wall' });
    await wall.locator('.calm').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  it('[LB3] stands after less than 2 s of work, in a browser that has nothing of it', async () => {
    const cold = await browser.newContext({
      viewport: { width: 1920, height: 1080 },
      storageState: { cookies: await wall.context().cookies(), origins: [] },
    });
    const page = await cold.newPage();
    const workedS = await countThreadTime(page);
    await page.goto(`${app.url}/wall`);
    await page.locator('.calm').waitFor();
    expect(await workedS()).toBeGreaterThan(0.05);
    expect(await workedS()).toBeLessThan(2);
    await cold.close();
  });

  it('[SF6] warns of a grid that nobody covers, now or soon, before anything happens there, until somebody does', async () => {
    const warning = wall.getByTestId('uncovered');
    const chief = await account(app, 'chief');
    const shift = (from: number, to: number) => ({
      name: `班次 ${from}`,
      groupId: 'group-1',
      gridIds: ['grid-1'],
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      from: clockText(from),
      to: clockText(to),
      inspectorIds: [inspector],
      effectiveFrom: '2020-01-01',
      effectiveTo: null,
    });
    expect(await warning.count()).toBe(0);
    // His shift begins in an hour, and nobody else has one.
    await chief.call('POST', '/rotas', shift(60, 180));
    await expect.poll(() => warning.innerText()).toBe('▲ 无人值守 1 第一网格 现在');
    expect(await wall.getByTestId('violation-row').count()).toBe(0);
    await chief.call('POST', '/rotas', shift(-60, 60));
    await expect.poll(() => warning.innerText()).toBe(`▲ 无人值守 1 第一网格 ${whenText(180)} 起`);
    await chief.call('POST', '/rotas', shift(180, -60));
    await warning.waitFor({ state: 'detached' });
  });

  it('[LB3] shows a violation, its order and a ring that counts down, and rests for most of the time', async () => {
    expect(await wall.getByTestId('violation-row').count()).toBe(0);
    await showRat(app);
    const row = wall.getByTestId('violation-row').first();
    await row.waitFor();
    expect(await row.innerText()).toContain('实验小学食堂');
    await expect.poll(() => row.getAttribute('data-dispatch-state')).toBe('offered');
    const before = await remainingMs(wall);
    // The page knows the server's time to within the way that a heartbeat takes.
    expect(before).toBeLessThanOrEqual(601_000);
    expect(before).toBeGreaterThan(540_000);
    await expect.poll(() => remainingMs(wall)).toBeLessThan(before - 1_500);
    const workedS = await countThreadTime(wall);
    const from = await stepOfRing(wall);
    await wall.waitForTimeout(2_000);
    const to = await stepOfRing(wall);
    // As much less as time has passed, but for what a step may be late.
    const error = from.leftMs - to.leftMs - (to.atMs - from.atMs);
    expect(Math.abs(error)).toBeLessThan(1_000);
    expect(await workedS()).toBeLessThan(1.5);
  });

  it('follows the inspector, and the arrival stops the ring', async () => {
    const order = await theOrder(app);
    const person = await account(app, inspector);
    const row = wall.getByTestId('violation-row').first();
    await person.call('POST', `/dispatches/${order.id}/accept`, {});
    await expect.poll(() => row.getAttribute('data-dispatch-state')).toBe('accepted');
    const officer = await account(app, 'duty');
    const { code } = await officer.call<DoorCodeView>('GET', `/sites/${kitchen.id}/door-code`);
    const position = { lat: kitchen.lat, lon: kitchen.lon, accuracyM: 8 };
    await person.call('POST', `/dispatches/${order.id}/arrive`, { ...position, doorCode: { code } });
    await expect.poll(() => row.getAttribute('data-dispatch-state')).toBe('arrived');
    // A running ring would lose two seconds in this time; a stopped one is gone or stands still.
    const stopped = await ringsRunning(wall, 2_200);
    expect(stopped).toBe(0);
  });

  it('says nothing to axe, like the other screens of an officer', async () => {
    expect(await axeFindings(wall)).toEqual([]);
    const console_ = await wall.context().newPage();
    await console_.goto(`${app.url}/console`);
    await console_.getByTestId('worklist-item').first().waitFor();
    expect(await axeFindings(console_)).toEqual([]);
    await console_.close();
    const stranger = await browser.newContext();
    const login = await stranger.newPage();
    await login.goto(`${app.url}/login`);
    await login.locator('input[name=username]').waitFor();
    expect(await axeFindings(login)).toEqual([]);
    await stranger.close();
  });

  it('covers itself when the server goes away, and uncovers when it returns', async () => {
    const cover = wall.getByTestId('not-live');
    expect(await cover.isVisible()).toBe(false);
    await app.stop();
    await cover.waitFor({ state: 'visible', timeout: 12_000 });
    await app.start();
    await cover.waitFor({ state: 'hidden', timeout: 20_000 });
    await wall.getByTestId('violation-row').first().waitFor();
  });
});

const openedAtMs = Date.now();

/** `HH:MM` in the district, minutes after this file was opened. */
function clockText(min: number): string {
  return new Date(openedAtMs + min * 60_000 + 8 * 3_600_000).toISOString().slice(11, 16);
}

/** The same, with the day when that is another than the one on which the wall was opened. */
function whenText(min: number): string {
  const [opened, at] = [0, min].map((after) => new Date(openedAtMs + after * 60_000 + 8 * 3_600_000));
  if (!opened || !at || opened.getUTCDate() === at.getUTCDate()) return clockText(min);
  return `${at.getUTCMonth() + 1}/${at.getUTCDate()} ${clockText(min)}`;
}

async function theOrder(app: RunningApp): Promise<Dispatch> {
  const officer = await account(app, 'duty');
  return vi.waitUntil(async () => (await openOrders(officer))[0], { timeout: 20_000 });
}

/** What the first ring says is left of the ten minutes. */
async function remainingMs(page: Page): Promise<number> {
  return Number(await page.getByTestId('ring').first().getAttribute('data-remaining-ms'));
}

/** What the first ring says is left in the moment in which it steps, and when that is by the page's clock. */
async function stepOfRing(page: Page): Promise<{ leftMs: number; atMs: number }> {
  const ring = page.getByTestId('ring').first();
  return ring.evaluate(
    (element: HTMLElement) =>
      new Promise((resolve) => {
        new MutationObserver((_changes, observer) => {
          observer.disconnect();
          resolve({ leftMs: Number(element.dataset['remainingMs']), atMs: performance.now() });
        }).observe(element, { attributeFilter: ['data-remaining-ms'] });
      }),
  );
}

/** How many rings show less after `waitMs` than before. */
async function ringsRunning(page: Page, waitMs: number): Promise<number> {
  const read = () =>
    page
      .getByTestId('ring')
      .evaluateAll((rings) => rings.map((ring) => Number(ring.getAttribute('data-remaining-ms'))));
  const before = await read();
  await page.waitForTimeout(waitMs);
  const after = await read();
  return after.filter((value, index) => value < (before[index] ?? value)).length;
}
