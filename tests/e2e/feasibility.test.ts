/**
 * Will somebody make it, as people see it: the wall, the officer's desk and two inspectors' phones at once, on the
 * whole running application. How it is decided has tests on a clock of their own (tests/behaviour/feasibility.test.ts).
 */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noBrowser, openBrowser, axeFindings, signIn } from './browser.ts';
import { enterStreet, secondInspector } from './consoleDistrict.ts';
import { type Account, account, enterDistrict, inspector, kitchen, openOrders, showRat } from './district.ts';
import { showTrouble, tooSmallToTouch } from './phoneSteps.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

/** At 18 km/h and with its detour nobody rides 8 km in ten minutes; 300 m take a minute and a third. */
const farM = 8_000;
const nearM = 300;
/** An estimate is renewed at most every 10 s. */
const foreseen = { timeout: 25_000, interval: 1_000 };

describe.skipIf(noBrowser)('nobody can make it, and who will be late', () => {
  let app: RunningApp;
  let browser: Browser;
  let officer: Account;
  let wall: Page;
  let desk: Page;
  const phones = new Map<string, { context: BrowserContext; page: Page }>();
  const phoneOf = (id: string) => {
    const found = phones.get(id);
    if (!found) throw new Error(`${id} has no phone`);
    return found;
  };

  beforeAll(async () => {
    app = await testApp();
    await enterDistrict(app);
    await enterStreet(app);
    officer = await account(app, 'duty');
    await standFarAway();
    browser = await openBrowser();
    for (const id of [inspector, secondInspector]) {
      const context = await browser.newContext({
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        geolocation: metresNorth(farM),
        permissions: ['geolocation', 'notifications'],
      });
      phones.set(id, {
        context,
        page: await signIn(context, app.url, { username: id, password, path: '/m' }),
      });
    }
    const screen = async (path: string, width: number, height: number) =>
      signIn(await browser.newContext({ viewport: { width, height } }), app.url, {
        username: 'duty',
        password,
        path,
      });
    wall = await screen('/wall', 1920, 1080);
    desk = await screen('/console', 1440, 900);
    for (const { page } of phones.values()) await page.getByText('现在没有任务').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  /** Positions are kept of people on an order only: one order goes through both hands and is recalled. */
  async function standFarAway(): Promise<void> {
    await showTrouble(app, 'smoking');
    const isOffered = async () =>
      (await openOrders(officer)).find((order) => order.inspectorId === inspector);
    const { id } = await vi.waitUntil(isOffered, { timeout: 20_000 });
    for (const person of [inspector, secondInspector]) {
      if (person !== inspector)
        await officer.call('POST', `/dispatches/${id}/reassign`, { inspectorId: person, reason: '离得近' });
      await tellPosition(await account(app, person), farM);
    }
    await officer.call('POST', `/dispatches/${id}/recall`, { reason: '另行处理' });
  }

  const theOrder = async (): Promise<Dispatch | undefined> => (await openOrders(officer))[0];
  /** The row of the rat: what was recalled before it still stands beside it. */
  const wallRow = () => wall.getByTestId('violation-row').filter({ hasText: '发现老鼠' });
  const deskRow = () => desk.getByTestId('worklist-item').filter({ hasText: '发现老鼠' });

  it('[FE3] says at once on wall and desk that nobody can make it, and both phones have the offer', async () => {
    await showRat(app);
    await wallRow().getByText('无人能按时到').waitFor();
    await expect.poll(() => wallRow().innerText()).toContain('2 人');
    await deskRow().getByText('无人能按时到场').waitFor();
    for (const { page } of phones.values()) {
      const takeover = page.getByTestId('new-order');
      await takeover.waitFor();
      await expect.poll(() => takeover.innerText()).toContain('同时派给了多人，先接单者前往');
      expect(await axeFindings(page)).toEqual([]);
      await expect.poll(() => tooSmallToTouch(page)).toEqual([]);
    }
    expect(await theOrder()).toMatchObject({ forecast: 'nobody-in-time', breachedAt: null });
  });

  it('[FE4] the first to accept has it; the other is told kindly, until he has read it', async () => {
    const { page: first } = phoneOf(secondInspector);
    const { page: other } = phoneOf(inspector);
    await first.getByTestId('act-accept').tap();
    await first.getByTestId('order').waitFor();
    await expect.poll(theOrder).toMatchObject({ state: 'accepted', inspectorId: secondInspector });
    const gone = other.getByTestId('gone');
    await gone.waitFor();
    await other.getByTestId('new-order').waitFor({ state: 'detached' });
    expect(await gone.innerText()).toMatch(/实验小学食堂[\s\S]*已有同事接单[\s\S]*不用再去/);
    expect(await axeFindings(other)).toEqual([]);
    await expect.poll(() => tooSmallToTouch(other)).toEqual([]);
    await gone.getByRole('button', { name: '知道了' }).tap();
    await gone.waitFor({ state: 'detached' });
    await other.getByText('现在没有任务').waitFor();
    expect(await first.getByTestId('gone').count()).toBe(0);
    await expect.poll(() => wallRow().innerText()).toContain('周美玲');
  });

  it('[FE5] [FE6] the estimate follows him: in time, and late again on wall, desk and phone before minute 10', async () => {
    const { context, page } = phoneOf(secondInspector);
    await page.getByTestId('act-depart').tap();
    const rider = await account(app, secondInspector);
    // His phone tells its way only while it moves: each look is another fix at the same place.
    const forecastAt = async (northM: number) => {
      await tellPosition(rider, northM);
      return (await theOrder())?.forecast;
    };
    await context.setGeolocation(metresNorth(nearM));
    await expect.poll(() => forecastAt(nearM), foreseen).toBe('in-time');
    await page.getByTestId('late').waitFor({ state: 'detached' });
    await wallRow()
      .getByText(/预计 \d+ 分后到|马上就到/)
      .waitFor();
    await context.setGeolocation(metresNorth(farM));
    await expect.poll(() => forecastAt(farM), foreseen).toBe('late');
    await wallRow()
      .getByText(/晚 \d+ 分到/)
      .waitFor();
    await deskRow()
      .getByText(/预计晚到 \d+ 分/)
      .waitFor();
    await page.getByTestId('late').waitFor();
    expect(await page.getByTestId('late').innerText()).toMatch(/预计 \d\d:\d\d 到，将迟到约 \d+ 分钟/);
    const order = (await theOrder()) as Dispatch;
    expect(order).toMatchObject({ forecast: 'late', breachedAt: null });
    expect(Date.parse(order.dueAt)).toBeGreaterThan(Date.now());
    const { items } = await officer.call<{ items: { act: string }[] }>(
      'GET',
      `/dispatches/${order.id}/timeline`,
    );
    expect(items.filter(({ act }) => act === 'tell-will-be-late')).toHaveLength(2);
  });
});

async function tellPosition(person: Account, northM: number): Promise<void> {
  const { latitude: lat, longitude: lon, accuracy: accuracyM } = metresNorth(northM);
  await person.call('POST', '/inspectors/me/position', { lat, lon, accuracyM });
}

function metresNorth(northM: number) {
  return { latitude: kitchen.lat + northM / 111_195, longitude: kitchen.lon, accuracy: 8 };
}
