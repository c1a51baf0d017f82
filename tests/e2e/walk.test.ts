/**
 * One order from what a camera saw to its close, by three people at once on the whole running application: the
 * inspector's phone, the officer's desk, the wall. What each screen does in detail has tests of its own; here each act
 * of one person is awaited on the screens of the others.
 */
import type { PhotoView } from '@mingchu/shared/arrival';
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { TimelineEntry } from '@mingchu/shared/http';
import type { ReportView } from '@mingchu/shared/report';
import type { Violation } from '@mingchu/shared/violation';
import type { Browser, JSHandle, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStory } from '../harness/oneStory.ts';
import { noBrowser, openBrowser, signIn } from './browser.ts';
import { type Account, account, enterDistrict, kitchen, openOrders, showRat } from './district.ts';
import { doorCode, fillReport, openPhone, type PhoneAtHand, photo, walkToDoor } from './phoneSteps.ts';
import { password, type RunningApp, runApp } from './runningApp.ts';

/** The rat is gone so soon, s, that only the latch holds the violation when the report comes. */
const ratGoneAfterS = 10;

describe.skipIf(noBrowser)('one order, from the camera to the close', () => {
  oneStory();
  let app: RunningApp;
  let browser: Browser;
  let officer: Account;
  let atHand: PhoneAtHand;
  let phone: Page;
  let desk: Page;
  let wall: Page;
  let dispatchId = '';
  let violationId = '';
  let backAt = 0;
  /** What the phone sends once it has a network again, in order. */
  const sentByPhone: string[] = [];

  beforeAll(async () => {
    app = await runApp();
    await enterDistrict(app);
    const admin = await account(app, 'admin');
    const ownRule = { enabled: true, params: { offDelayS: ratGoneAfterS }, reason: '镜头前一晃而过' };
    await admin.call('PUT', `/sites/${kitchen.id}/rules/rodent-seen`, ownRule);
    officer = await account(app, 'duty');
    browser = await openBrowser();
    const screen = async (path: string, width: number, height: number) =>
      signIn(await browser.newContext({ viewport: { width, height } }), app.url, {
        username: 'duty',
        password,
        path,
      });
    atHand = await openPhone(browser, app);
    phone = atHand.page;
    desk = await screen('/console', 1440, 900);
    wall = await screen('/wall', 1920, 1080);
    await Promise.all([
      phone.getByText('现在没有任务').waitFor(),
      desk.locator('.worklist').waitFor(),
      wall.getByText('全区平稳').waitFor(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  const onWall = () => wall.getByTestId('violation-row');
  const onDesk = () => desk.getByTestId('worklist-item');
  const seenAs = async (state: Dispatch['state']) => {
    for (const row of [onWall(), onDesk()])
      await expect.poll(() => row.getAttribute('data-dispatch-state'), { timeout: 15_000 }).toBe(state);
  };
  const readOrder = () => officer.call<Dispatch>('GET', `/dispatches/${dispatchId}`);
  const readViolation = () => officer.call<Violation>('GET', `/violations/${violationId}`);

  it('what the camera saw stands on wall and desk, and takes the screen of the phone', async () => {
    await showRat(app);
    const takeover = phone.getByTestId('new-order');
    await takeover.waitFor();
    expect(await takeover.innerText()).toContain('发现老鼠');
    await seenAs('offered');
    expect(await onWall().innerText()).toMatch(/实验小学食堂[\s\S]*发现老鼠[\s\S]*李晓明/);
    const [order] = await openOrders(officer);
    ({ id: dispatchId, violationId } = order as Dispatch);
    expect(await takeover.getAttribute('data-dispatch-id')).toBe(dispatchId);
  });

  it('accepted and on the way: each step is seen on wall and desk', async () => {
    await phone.getByTestId('act-accept').tap();
    await seenAs('accepted');
    await phone.getByTestId('act-depart').tap();
    await seenAs('en-route');
  });

  it('meanwhile the officer looks at the evidence and finds it genuine', async () => {
    await onDesk().click();
    await desk.getByTestId('act-review').click();
    await desk.getByLabel('属实').check();
    await desk.locator('textarea[name=comment]').fill('画面里有老鼠');
    await desk.getByTestId('act-commit').click();
    await expect.poll(async () => (await readViolation()).review).toBe('confirmed');
    // It does not hold up who is on the way.
    expect(await phone.getByTestId('order').getAttribute('data-state')).toBe('en-route');
  });

  it('three proofs in a dead spot are kept and shown as waiting; nobody else sees an arrival', async () => {
    const code = await doorCode(officer);
    await atHand.context.setOffline(true);
    await phone.getByTestId('not-live').waitFor({ timeout: 20_000 });
    await walkToDoor(atHand);
    const proof = (kind: string) => phone.getByTestId(`proof-row-${kind}`).getAttribute('data-proof');
    await expect.poll(() => proof('position'), { timeout: 15_000 }).toBe('got');
    await phone.getByTestId('door-code').fill(code);
    await expect.poll(() => proof('door-code')).toBe('got');
    await phone.getByTestId('photo-arrival').setInputFiles(await photo(wall));
    await expect.poll(() => proof('photo')).toBe('got');
    await phone.getByTestId('record-arrival').tap();
    await expect.poll(() => phone.getByTestId('order').getAttribute('data-state')).toBe('arrived');
    await expect.poll(() => phone.getByTestId('queue').innerText()).toContain('2 条待发送');
    await phone.locator('.order-waiting').waitFor();
    await seenAs('en-route');
  });

  it('[PH9] back in the network all is sent once and in order; wall and desk see the arrival with both times', async () => {
    const posts = /\/(photos|acts)(\?|$)/;
    phone.on('request', (request) => {
      const [, kind] = posts.exec(request.url()) ?? [];
      if (kind && request.method() === 'POST') sentByPhone.push(kind);
    });
    const shown = await watchStates(phone);
    backAt = Date.now();
    await atHand.context.setOffline(false);
    await seenAs('arrived');
    await phone.getByTestId('queue').waitFor({ state: 'detached' });
    await phone.getByTestId('not-live').waitFor({ state: 'detached' });
    // Not for a moment does the phone ask again for what it has sent.
    expect(await shown.jsonValue()).toEqual(['arrived']);
    expect(sentByPhone).toEqual(['photos', 'acts']);
    const order = await readOrder();
    expect(order).toMatchObject({ breachedAt: null, arrivalClaim: null });
    expect(Date.parse(order.arrivedAt ?? '')).toBeLessThan(backAt);
    const line = desk.locator('.timeline li', { has: desk.locator('b', { hasText: /^到场$/ }) });
    await line.waitFor();
    // With its day, where midnight has passed since.
    expect(await line.innerText()).toMatch(
      /李晓明[\s\S]*离线操作：手机 (\d\d\/\d\d )?\d\d:\d\d:\d\d[\s\S]*收到 (\d\d\/\d\d )?\d\d:\d\d:\d\d/,
    );
  });

  it('the report, signed and with pictures before and after, closes what only the latch held', async () => {
    await expect.poll(async () => (await readViolation()).clearedAt, { timeout: 30_000 }).not.toBeNull();
    await seenAs('arrived');
    await phone.getByTestId('photo-before').setInputFiles(await photo(wall));
    await expect.poll(() => phone.locator('.photo-strip img').count()).toBe(1);
    await fillReport(phone, '王师傅');
    await expect.poll(() => phone.locator('.photo-strip img').count()).toBe(2);
    await phone.getByTestId('act-submit').tap();
    await phone.getByText('已上报').first().waitFor();
    const report = desk.locator('.report');
    await report.waitFor();
    await expect.poll(() => report.innerText()).toMatch(/当场改正[\s\S]*整改前[\s\S]*整改后[\s\S]*王师傅/);
    expect((await readViolation()).closedAt).not.toBeNull();
    // The district is calm again; the desk still has paperwork.
    await wall.getByText('全区平稳').waitFor();
    await expect.poll(() => onDesk().getAttribute('data-dispatch-state')).toBe('submitted');
  });

  it('[DI11] a second person closes it, and no screen has it any more', async () => {
    await desk.getByTestId('act-verify').click();
    await desk.locator('textarea[name=comment]').fill('照片清楚');
    await desk.getByTestId('act-commit').click();
    await expect.poll(async () => (await readOrder()).state).toBe('verified');
    await expect.poll(() => onDesk().count()).toBe(0);
    expect(await onWall().count()).toBe(0);
    await phone.getByText('现在没有任务').waitFor();
  });

  it('[RE4] the record has every act once, with who did it and why', async () => {
    const { items } = await officer.call<{ items: TimelineEntry[] }>(
      'GET',
      `/violations/${violationId}/timeline`,
    );
    const acts = items.map(({ subject, act, actor, reason }) => `${subject}.${act} ${actor} ${reason}`);
    // These come when they come: the others have their order.
    const anyTime = [
      'message.message-shown inspector01 in-app',
      'violation.clear system not-seen-for-off-delay',
    ];
    expect(acts.filter((act) => anyTime.includes(act)).sort()).toEqual(anyTime);
    expect(acts.filter((act) => !anyTime.includes(act))).toEqual([
      'dispatch.open system violation-opened',
      'dispatch.offer system grid-order',
      'violation.open system seen-often-enough',
      'dispatch.accept inspector01 accepted-by-inspector',
      'dispatch.depart inspector01 departed',
      'violation.review duty review-confirmed',
      'dispatch.add-photo inspector01 arrival',
      'dispatch.prove inspector01 within-fence',
      'dispatch.prove inspector01 code-fits',
      'dispatch.prove inspector01 photo-taken',
      'dispatch.arrive inspector01 arrived-on-site',
      'dispatch.add-photo inspector01 before',
      'dispatch.add-photo inspector01 after',
      'dispatch.submit inspector01 found-corrected',
      'violation.finding inspector01 found-corrected',
      'dispatch.verify duty verified-by-officer',
    ]);
    const arrival = items.find(({ act }) => act === 'arrive')?.detail ?? {};
    expect(Date.parse(String(arrival['deviceTime']))).toBeLessThan(backAt);
    expect(Date.parse(String(arrival['receivedAt']))).toBeGreaterThanOrEqual(backAt);
    const { items: photos } = await officer.call<{ items: PhotoView[] }>(
      'GET',
      `/dispatches/${dispatchId}/photos`,
    );
    expect(photos.map(({ purpose }) => purpose).sort()).toEqual(['after', 'arrival', 'before']);
    const { items: reports } = await officer.call<{ items: ReportView[] }>(
      'GET',
      `/dispatches/${dispatchId}/reports`,
    );
    expect(reports).toHaveLength(1);
  });
});

/** The states in which the phone shows its order from now on, each once; grows while the page lives. */
function watchStates(phone: Page): Promise<JSHandle<string[]>> {
  return phone.evaluateHandle(() => {
    const states: string[] = [];
    const note = (): void => {
      const state = document.querySelector('[data-testid=order]')?.getAttribute('data-state') ?? 'none';
      if (!states.includes(state)) states.push(state);
    };
    note();
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
    return states;
  });
}
