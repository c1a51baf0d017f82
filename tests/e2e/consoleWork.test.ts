/** A whole case at the desk, by keyboard, with another officer at the next one; and what a flood does to the list. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Violation } from '@mingchu/shared/violation';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser, axeFindings, signIn } from './browser.ts';
import {
  enterStreet,
  gasDetector,
  gasInTheStreet,
  measure,
  reportCorrected,
  secondInspector,
  streetLength,
} from './consoleDistrict.ts';
import { type Account, account, enterDistrict, kitchen, showNoMask, showRat } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';
import { clicksToCameras, type Step } from './wayToCameras.ts';

describe.skipIf(noBrowser)('work at the console', () => {
  let app: RunningApp;
  let browser: Browser;
  let desk: Page;
  let chiefDesk: Page;
  let officer: Account;
  let violation: Violation;

  const open = async (username: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    return signIn(context, app.url, { username, password, path: '/console' });
  };
  const read = () => officer.call<Violation>('GET', `/violations/${violation.id}`);
  const readOrder = async () =>
    officer.call<Dispatch>('GET', `/dispatches/${(await read()).dispatchId ?? ''}`);
  const send = (page: Page) => page.getByTestId('act-commit').click();

  beforeAll(async () => {
    app = await testApp();
    await enterDistrict(app);
    await enterStreet(app);
    officer = await account(app, 'duty');
    browser = await openBrowser();
    desk = await open('duty');
    chiefDesk = await open('chief');
    await showRat(app);
    const row = desk.getByTestId('worklist-item').first();
    await row.waitFor();
    violation = await officer.call<Violation>(
      'GET',
      `/violations/${await row.getAttribute('data-violation-id')}`,
    );
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  it('[DE8] opens a case from a link', async () => {
    await chiefDesk.goto(`${app.url}/console?id=${violation.id}`);
    await chiefDesk.getByTestId('act-review').waitFor();
    expect(await chiefDesk.locator('.case-head h2').innerText()).toBe('实验小学食堂');
  });

  it('[VI9] [DE6] tells the later of two officers what happened, and keeps what he typed', async () => {
    await desk.keyboard.press('j');
    await desk.getByTestId('act-review').waitFor();
    await desk.keyboard.press('r');
    await desk.locator('textarea[name=comment]').fill('画面里确实有老鼠');
    await chiefDesk.keyboard.press('r');
    await chiefDesk.getByLabel('属实').check();
    await send(chiefDesk);
    await expect.poll(async () => (await read()).review).toBe('confirmed');
    await expect.poll(() => desk.locator('.timeline').innerText()).toContain('复核');
    await send(desk);
    const told = desk.getByTestId('overtaken');
    await told.waitFor();
    expect(await told.innerText()).toMatch(/所长在 \d\d:\d\d:\d\d 已先处理：复核/);
    expect(await desk.locator('textarea[name=comment]').inputValue()).toBe('画面里确实有老鼠');
    expect(await axeFindings(desk)).toEqual([]);
    await desk.keyboard.press('Escape');
    await desk.keyboard.press('r');
    // Left and opened again: still there.
    expect(await desk.locator('textarea[name=comment]').inputValue()).toBe('画面里确实有老鼠');
    await desk.keyboard.press('Escape');
  });

  it('[DE5] [DE6] shelves with a reason, which another who was about to is told, and takes that back', async () => {
    await chiefDesk.locator('.case-head h2').click();
    await chiefDesk.keyboard.press('s');
    await chiefDesk.locator('textarea[name=reason]').fill('等他回话');
    await desk.keyboard.press('s');
    await desk.locator('textarea[name=reason]').fill('正在除鼠');
    await send(desk);
    await expect.poll(async () => (await read()).state).toBe('shelved');
    const told = chiefDesk.locator('.act-form .act-overtaken');
    await expect.poll(() => told.innerText()).toMatch(/值班员在 \d\d:\d\d:\d\d 已先处理：搁置/);
    expect(await chiefDesk.locator('textarea[name=reason]').inputValue()).toBe('等他回话');
    await chiefDesk.keyboard.press('Escape');
    await desk.getByTestId('act-undo').click();
    await expect.poll(async () => (await read()).state).not.toBe('shelved');
  });

  it('acknowledges and sends a named person by keyboard', async () => {
    await expect.poll(() => desk.getByTestId('act-ack').count()).toBe(1);
    await desk.locator('.case-head h2').click();
    await desk.keyboard.press('a');
    await expect.poll(async () => (await read()).ackedBy).toBe('duty');
    await desk.keyboard.press('d');
    const choice = `input[name=inspectorId][value=${secondInspector}]`;
    const dial = 'a[href="tel:+99900000001"]';
    await desk.locator(`label:has(${choice}) ${dial}`).waitFor();
    await desk.locator(choice).check();
    await desk.locator('textarea[name=reason]').fill('离得近');
    await send(desk);
    await expect.poll(async () => (await readOrder()).inspectorId).toBe(secondInspector);
    expect((await readOrder()).state).toBe('offered');
    await desk.locator(`.case-dispatch ${dial}`).waitFor();
  });

  it('[PA6] shows a doubtful arrival with its proofs, and judges it', async () => {
    const person = await account(app, secondInspector);
    const order = await readOrder();
    await person.call('POST', `/dispatches/${order.id}/accept`, {});
    await departOffline(person, order.id);
    const position = { lat: kitchen.lat, lon: kitchen.lon, accuracyM: 8, mock: true };
    // Answered as open, which a client may take for a refusal; the claim itself is what counts.
    await person.call('POST', `/dispatches/${order.id}/arrive`, position).catch(() => undefined);
    await expect.poll(async () => (await readOrder()).arrivalClaim?.state).toBe('conflicting');
    await expect.poll(() => desk.locator('.timeline-offline').innerText()).toMatch(/离线操作：.*相差 00:4\d/);
    const claim = desk.locator('.claim');
    await claim.waitFor();
    await expect.poll(() => claim.innerText()).toMatch(/定位[\s\S]*矛盾 · 模拟定位/);
    await expect.poll(() => claim.innerText()).toContain('距单位 0 m，精度 ±8 m（围栏 150 m）');
    expect(await axeFindings(desk)).toEqual([]);
    await desk.getByTestId('act-confirm-arrival').click();
    await desk.locator('textarea[name=comment]').fill('电话核实，人在现场');
    await send(desk);
    await expect.poll(async () => (await readOrder()).arrivedAt).not.toBeNull();
    await claim.waitFor({ state: 'detached' });
  });

  it('[DI11] [DE8] closes the order with its report by a second person', async () => {
    const photo = await desk.screenshot({ type: 'jpeg', quality: 40 });
    await reportCorrected(app, { id: (await readOrder()).id, inspectorId: secondInspector }, photo);
    const report = desk.locator('.report');
    await report.waitFor();
    await expect.poll(() => report.innerText()).toMatch(/当场改正[\s\S]*整改前[\s\S]*整改后[\s\S]*陈店长/);
    const unworded = async () =>
      (await report.locator('.answers th').allInnerTexts()).filter((text) => /^[a-z-]+$/.test(text));
    await expect.poll(unworded).toEqual([]);
    await expect.poll(() => report.locator('.photos img').count()).toBe(2);
    const receipts = desk.locator('.messages li');
    await expect.poll(() => receipts.count()).toBeGreaterThan(1);
    expect(await axeFindings(desk)).toEqual([]);
    await desk.getByTestId('act-verify').waitFor();
    await desk.locator('.case-head h2').click();
    await desk.keyboard.press('v');
    await send(desk);
    await expect.poll(async () => (await readOrder()).state).toBe('verified');
    // The case stays on the desk although nothing of it is open any more.
    await expect.poll(() => desk.locator('.timeline').innerText()).toContain('核销');
    expect(await desk.locator('.case-head h2').innerText()).toBe('实验小学食堂');
  });

  it('[VI10] [DE4] does not offer shelving for gas, and says which limit holds in this kitchen', async () => {
    const admin = await account(app, 'admin');
    const own = { enabled: true, params: { limit: 15 }, reason: '灶台多' };
    await admin.call('PUT', `/sites/${kitchen.id}/rules/gas-low`, own);
    await measure(app, { siteId: kitchen.id, deviceId: gasDetector }, [{ gasPctLel: 2 }, { gasPctLel: 30 }]);
    const row = desk
      .locator(`[data-testid=worklist-item]:not([data-violation-id="${violation.id}"])`)
      .first();
    await row.click();
    await expect.poll(() => desk.locator('.case-head').innerText()).toContain('燃');
    await desk.getByTestId('act-ack').waitFor();
    expect(await desk.getByTestId('act-shelve').count()).toBe(0);
    await desk.locator('.sensor-trace .recharts-surface').waitFor();
    const rule = desk.getByRole('region', { name: '规则', exact: true });
    await expect
      .poll(() => rule.innerText())
      .toMatch(/高于 15 [\s\S]*规则书为“.*高于 10 .*· 管理员 .*灶台多/);
    // What holds now, while the case is open; with what it was opened stands among its facts.
    const changed = { ...own, params: { limit: 20 }, reason: '新装排风' };
    await admin.call('PUT', `/sites/${kitchen.id}/rules/gas-low`, changed);
    await expect.poll(() => rule.innerText()).toMatch(/高于 20 [\s\S]*新装排风/);
    expect(await desk.getByRole('region', { name: '事实', exact: true }).innerText()).toMatch(/限值\s*15/);
    expect(await axeFindings(desk)).toEqual([]);
  });

  it('[DE1] [DE2] keeps its filters in the URL over a reload, and as a view', async () => {
    await desk.keyboard.press('/');
    await desk.keyboard.type('实验小学');
    await desk.locator('.filters button', { hasText: '未确认' }).click();
    const address = new URL(desk.url());
    expect(address.searchParams.get('q')).toBe('实验小学');
    expect(address.searchParams.get('state')).toBe('unack');
    const before = await desk.getByTestId('worklist-item').count();
    await desk.reload();
    await desk.getByTestId('worklist-item').first().waitFor();
    expect(await desk.getByTestId('filter-search').inputValue()).toBe('实验小学');
    expect(await desk.getByTestId('worklist-item').count()).toBe(before);
    await desk.locator('.saved-views summary').click();
    await desk.locator('.saved-views input[name=name]').fill('小学未确认');
    await desk.locator('.saved-views form button').click();
    await desk.getByTestId('saved-view').waitFor();
    await desk.goto(`${app.url}/console`);
    await desk.locator('.saved-views summary').click();
    await desk.getByTestId('saved-view').click();
    await expect.poll(() => new URL(desk.url()).searchParams.get('q')).toBe('实验小学');
    await desk.goto(`${app.url}/console`);
    await desk.getByTestId('worklist-item').first().click();
    const chosen = () => new URL(desk.url()).searchParams.get('id');
    await expect.poll(chosen).not.toBeNull();
    await desk.goBack();
    await expect.poll(chosen).toBeNull();
  });

  it('[ST4] [DE3] arranges a flood by cause, pins three, and says so', async () => {
    expect(await desk.getByTestId('flood-mode').count()).toBe(0);
    // Shared by two it would be none.
    await expect.poll(() => desk.getByTestId('officers').getAttribute('data-present')).toBe('2');
    await chiefDesk.context().request.delete(`${app.url}/api/v1/session`);
    await expect
      .poll(() => desk.getByTestId('officers').getAttribute('data-present'), { timeout: 15_000 })
      .toBe('1');
    await gasInTheStreet(app);
    await desk.getByTestId('flood-mode').waitFor({ timeout: 20_000 });
    await expect.poll(() => desk.getByTestId('load-strip').getAttribute('data-judgement')).toBe('flood');
    // It is a flood before the last has come, which changes what stands in the list.
    const open = async () => Number(await desk.locator('.console-counts b').first().innerText());
    await expect.poll(open).toBeGreaterThanOrEqual(streetLength);
    await expect.poll(() => desk.locator('[data-role=pinned]').count()).toBe(3);
    const group = desk.getByTestId('flood-group').first();
    await group.waitFor();
    expect(await group.innerText()).toMatch(/\d+ 家/);
    const shown = await desk.getByTestId('worklist-item').count();
    await group.click();
    await expect.poll(() => desk.getByTestId('worklist-item').count()).toBeGreaterThan(shown);
    await desk.locator('[data-role=first-cause]').first().click();
    await desk.keyboard.press('o');
    await expect.poll(() => desk.getByTestId('worklist-item').count()).toBe(shown);
    await desk.keyboard.press('?');
    await desk.locator('.key-help[open]').waitFor();
    await desk.keyboard.press('Escape');
    expect(await axeFindings(desk)).toEqual([]);
  });

  it('[QU7] leads in two clicks from any alarm of a flood to the cameras of its kitchen', async () => {
    await showNoMask(app);
    const wall = await desk.context().newPage();
    await wall.goto(`${app.url}/wall`);
    await wall.locator('[data-testid=queue][data-flood=true]').waitFor();
    const row = (attributes: string) => (page: Page) =>
      page.locator(`li:has(> ${attributes})`).getByTestId('row-cameras');
    const [follows, folded] = [row('[data-role=follows]'), row('[data-role=plain][data-severity=minor]')];
    const fromWall = {
      'row of the queue': [(page) => page.locator('.row .line-link')],
      'what began a group': [(page) => page.locator('.group .line-link')],
      'one of a group': [(page) => page.getByTestId('flood-group-all'), follows],
      'one that is folded': [(page) => page.getByTestId('flood-fold'), folded],
      // The last lies over all others.
      'mark on the map': [(page) => page.getByTestId('map-mark').last()],
    } satisfies Record<string, Step[]>;
    const group: Step = (page) => page.getByTestId('flood-group');
    const fromDesk = {
      row: [row('[data-role=pinned]')],
      case: [
        (page) => page.locator('[data-role=pinned]'),
        (page) => page.locator('.case').getByRole('link', { name: '查看摄像头' }),
      ],
      // The list draws what is near: what a group opens pushes the rest away.
      'one that is folded': [(page) => page.locator('[data-fold=folded]'), folded],
      'one of a group': [group, follows],
    } satisfies Record<string, Step[]>;
    for (const [what, steps] of Object.entries(fromWall))
      expect(await clicksToCameras(wall, steps), what).toBeLessThanOrEqual(2);
    // The tile is the camera.
    await wall.locator('[data-testid=camera-tile][data-severity]').first().waitFor();
    await wall.close();
    await desk.goto(`${app.url}/console`);
    for (const [what, steps] of Object.entries(fromDesk))
      expect(await clicksToCameras(desk, steps), what).toBeLessThanOrEqual(2);
    await desk.getByTestId('row-cameras').first().click();
    await desk.locator('.site-cameras li').first().waitFor();
  });

  it('has a page for each kitchen, with its charts and its record', async () => {
    await desk.goto(`${app.url}/console/site/${kitchen.id}`);
    await desk.getByRole('heading', { name: '实验小学食堂' }).waitFor();
    await desk.locator('.sensor .recharts-surface').first().waitFor();
    await expect.poll(() => desk.locator('.site-history li').count()).toBeGreaterThan(1);
    await expect.poll(() => desk.locator('.on-time').innerText()).toContain('1 / 1');
    await desk.getByRole('button', { name: '1 周' }).click();
    await expect.poll(() => new URL(desk.url()).searchParams.get('span')).toBe('week');
    expect(await axeFindings(desk)).toEqual([]);
    await desk.locator('.site-history a').first().click();
    await desk.locator('.case-head').waitFor();
  });
});

/** Sets off without a network, and sends that 40 s later. */
async function departOffline(person: Account, dispatchId: string): Promise<void> {
  const now = Date.now();
  await person.call('POST', '/acts', {
    username: secondInspector,
    sentAt: new Date(now).toISOString(),
    acts: [
      { id: 'offline-depart-1', dispatchId, act: 'depart', deviceTime: new Date(now - 40_000).toISOString() },
    ],
  });
}
