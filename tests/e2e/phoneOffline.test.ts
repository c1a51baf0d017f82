/**
 * An order carried out in a dead spot: opened, proven and reported without a network, sent once when it is back, and
 * followed by an officer and the wall in browsers of their own.
 */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { TimelineEntry } from '@mingchu/shared/http';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStory } from '../harness/oneStory.ts';
import { noBrowser, openBrowser, axeFindings, signIn } from './browser.ts';
import { type Account, account, enterDistrict, openOrders, showRat } from './district.ts';
import {
  doorCode,
  fillReport,
  keptPage,
  openPhone,
  showTrouble,
  tooSmallToTouch,
  walkToDoor,
  workerState,
} from './phoneSteps.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

describe.skipIf(noBrowser)('the phone in a dead spot', () => {
  oneStory();
  let app: RunningApp;
  let browser: Browser;
  let context: BrowserContext;
  let phone: Page;
  let wall: Page;
  let desk: Page;
  let officer: Account;
  let reconnectedAt = 0;

  beforeAll(async () => {
    app = await testApp();
    await enterDistrict(app);
    officer = await account(app, 'duty');
    browser = await openBrowser();
    ({ context, page: phone } = await openPhone(browser, app));
    const screens = () => browser.newContext({ viewport: { width: 1920, height: 1080 } });
    wall = await signIn(await screens(), app.url, { username: 'duty', password, path: '/wall' });
    desk = await signIn(await screens(), app.url, { username: 'duty', password, path: '/console' });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  const order = async (): Promise<Dispatch | undefined> => (await openOrders(officer))[0];
  const shown = () => phone.getByTestId('order').getAttribute('data-state');
  const queue = async () => Number(await phone.getByTestId('queue').getAttribute('data-count'));

  it('[PH7] opens without a network, with the order as last seen and its age, never as live', async () => {
    await showRat(app);
    // A gateway whose server is away answers in its place: the act is kept and sent, not lost.
    const gone = { status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' };
    await phone.route('**/accept', (route) => route.fulfill(gone), { times: 1 });
    await phone.getByTestId('act-accept').tap();
    await phone.getByTestId('act-depart').tap();
    await expect.poll(async () => (await order())?.state).toBe('en-route');
    const row = wall.getByTestId('violation-row').first();
    await expect.poll(() => row.getAttribute('data-dispatch-state')).toBe('en-route');
    await expect.poll(() => keptState(phone)).toBe('en-route');
    await expect.poll(() => workerState(phone)).toBe('activated');
    await context.setOffline(true);
    await phone.reload();
    await phone.getByTestId('order').waitFor();
    await expect.poll(shown).toBe('en-route');
    expect(await phone.getByTestId('not-live').innerText()).toMatch(/离线[\s\S]*不是实时/);
    expect(await phone.locator('.phone-header').innerText()).not.toContain('实时');
    expect(await axeFindings(phone)).toEqual([]);
  });

  it('[PH8] takes arrival and report without a network, and keeps them over a reload', async () => {
    const code = await doorCode(officer);
    await walkToDoor({ context, page: phone });
    await expect
      .poll(() => phone.getByTestId('proof-row-position').getAttribute('data-proof'), { timeout: 15_000 })
      .toBe('got');
    await phone.getByTestId('door-code').fill(code);
    await phone.getByTestId('record-arrival').tap();
    await expect.poll(shown).toBe('arrived');
    await expect.poll(queue).toBe(1);
    await fillReport(phone, '王师傅');
    // The picture waits too.
    await expect.poll(queue).toBe(2);
    await phone.locator('textarea[name=comment]').fill('已封堵鼠洞');
    await phone.getByTestId('act-submit').tap();
    await expect.poll(shown).toBe('submitted');
    // Whatever becomes of it, the report can be handed in again: to the last word.
    const draft = `report/${(await order())?.id}`;
    await expect
      .poll(() => keptPage(phone, draft))
      .toMatchObject({ comment: '已封堵鼠洞', signer: '王师傅' });
    await phone.reload();
    await phone.getByTestId('order').waitFor();
    await expect.poll(shown).toBe('submitted');
    await expect.poll(() => phone.getByTestId('queue').innerText()).toContain('3 条待发送');
    expect(await axeFindings(phone)).toEqual([]);
    await expect.poll(() => tooSmallToTouch(phone)).toEqual([]);
    expect((await order())?.state).toBe('en-route');
  });

  it('[PH9] sends all once when it is back; both times are recorded, and officer and wall see it live', async () => {
    reconnectedAt = Date.now();
    // Nor does a gateway that knows no such page yet take what was kept away.
    const unknown = { status: 404, contentType: 'text/html', body: '<h1>Not Found</h1>' };
    await phone.route(/\/(acts|photos\?.*)$/, (route) => route.fulfill(unknown), { times: 2 });
    await context.setOffline(false);
    await expect.poll(async () => (await order())?.state, { timeout: 20_000 }).toBe('submitted');
    await phone.getByTestId('queue').waitFor({ state: 'detached' });
    const done = (await order()) as Dispatch;
    // Door code and position together prove the phone's own time.
    expect(Date.parse(done.arrivedAt ?? '')).toBeLessThan(reconnectedAt);
    expect(done).toMatchObject({ finding: 'corrected', breachedAt: null });
    const { items } = await officer.call<{ items: TimelineEntry[] }>(
      'GET',
      `/dispatches/${done.id}/timeline`,
    );
    for (const act of ['arrive', 'submit']) {
      const entries = items.filter((entry) => entry.act === act);
      expect(entries, act).toHaveLength(1);
      const [entry] = entries;
      expect(Date.parse(entry?.deviceTime ?? ''), act).toBeLessThan(reconnectedAt);
      expect(Date.parse(entry?.receivedAt ?? ''), act).toBeGreaterThanOrEqual(reconnectedAt);
    }
    const row = wall.locator(`[data-testid=violation-row]`);
    await expect
      .poll(async () => [
        await row.count(),
        await row
          .first()
          // It may leave the wall between the two looks.
          .getAttribute('data-dispatch-state', { timeout: 1_000 })
          .catch(() => null),
      ])
      .toSatisfy(([rows, state]: [number, string | null]) => rows === 0 || state === 'submitted');
    const item = desk.getByTestId('worklist-item').first();
    await item.click();
    await expect.poll(() => desk.locator('body').innerText()).toContain('已上报');
  });

  it('[PH10] [PH12] answers an act that the world has overtaken kindly, once', async () => {
    const finished = (await order()) as Dispatch;
    await officer.call('POST', `/dispatches/${finished.id}/verify`, {});
    await showTrouble(app, 'fire-smoke');
    await phone.getByTestId('new-order').waitFor();
    await context.setOffline(true);
    await phone.getByTestId('not-live').waitFor({ timeout: 15_000 });
    await phone.getByTestId('act-accept').tap();
    await expect.poll(shown).toBe('accepted');
    const { id } = (await order()) as Dispatch;
    await officer.call('POST', `/dispatches/${id}/recall`, { reason: '误报' });
    await context.setOffline(false);
    const told = phone.getByTestId('told');
    await told.waitFor({ timeout: 20_000 });
    expect(await told.getAttribute('data-outcome')).toBe('overtaken');
    expect(await told.innerText()).toMatch(/晚了一步[\s\S]*实验小学食堂[\s\S]*已撤回/);
    // The order has left him, which was told with his act.
    await phone.getByText('现在没有任务').waitFor();
    expect(await phone.getByTestId('gone').count()).toBe(0);
    await phone.reload();
    await told.waitFor();
    expect(await axeFindings(phone)).toEqual([]);
    await told.getByRole('button', { name: '知道了' }).tap();
    await told.waitFor({ state: 'detached' });
    await phone.getByText('现在没有任务').waitFor();
  });
});

/** State of the order in what the phone has kept of the facts. */
async function keptState(page: Page): Promise<string | undefined> {
  const facts = await keptPage<{ dispatches: { state: string }[] }>(page, 'facts/inspector01');
  return facts?.dispatches[0]?.state;
}
