/** An inspector's whole order on a phone, by touching what he sees. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { ReportView } from '@mingchu/shared/report';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStory } from '../harness/oneStory.ts';
import { axeFindings, cameraShowing, noBrowser, openBrowser, signIn } from './browser.ts';
import {
  type Account,
  account,
  camera,
  enterDistrict,
  inspector,
  kitchen,
  openOrders,
  showPicture,
  showRat,
} from './district.ts';
import {
  doorCode,
  doorSeenByCamera,
  fillReport,
  keptPage,
  openPhone,
  showTrouble,
  tooSmallToTouch,
  walkToDoor,
} from './phoneSteps.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

describe.skipIf(noBrowser)('the phone', () => {
  oneStory();
  let app: RunningApp;
  let browser: Browser;
  let context: BrowserContext;
  let phone: Page;
  let officer: Account;
  const told: string[] = [];
  const dir = mkdtempSync(join(tmpdir(), 'mingchu-camera-'));
  const seen = `${dir}/seen.mjpeg` as const;

  beforeAll(async () => {
    app = await testApp();
    await enterDistrict(app);
    officer = await account(app, 'duty');
    browser = await openBrowser(cameraShowing(seen));
    ({ context, page: phone } = await openPhone(browser, app));
    phone.on('request', (request) => {
      if (request.url().endsWith('/inspectors/me/position')) told.push(request.url());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  const order = async (): Promise<Dispatch | undefined> => (await openOrders(officer))[0];
  const state = async () => (await order())?.state;
  const fits = async () => {
    // What has just come on screen takes a moment to reach its size.
    await expect.poll(() => tooSmallToTouch(phone)).toEqual([]);
    expect(await axeFindings(phone)).toEqual([]);
  };

  /** The picture of evidence in this part, drawn and lying where the page is scrolled to without a touch on anything. */
  const seenPicture = (part: Locator) =>
    part.locator('.order-picture img').evaluate((image: HTMLImageElement) => {
      image.scrollIntoView({ block: 'center' });
      const { top, bottom } = image.getBoundingClientRect();
      return image.complete && image.naturalWidth > 0 && top >= 0 && bottom <= innerHeight;
    });

  /** True when all of it can be seen and touched. */
  const isAboveTabs = async (part: Locator) => {
    const [box, tabs] = [await part.boundingBox(), await phone.locator('.phone-tabs').boundingBox()];
    return box !== null && tabs !== null && box.y >= 0 && box.y + box.height <= tabs.y;
  };

  it('[PH1] says that there is nothing to do, with targets that a thumb can hit', async () => {
    await phone.getByText('现在没有任务').waitFor();
    await fits();
    for (const tab of ['消息', '我的']) {
      await phone.getByRole('button', { name: tab, exact: true }).click();
      await fits();
    }
    await phone.getByTestId('push').waitFor();
  });

  it('[TH1] [TH2] [TH4] is light on a dark phone too, until he chooses otherwise', async () => {
    const theme = () => phone.locator('html').getAttribute('class');
    await phone.emulateMedia({ colorScheme: 'dark' });
    expect(await theme()).toBe('light');
    await phone.getByLabel('深色').check();
    expect(await theme()).toBe('dark');
    await fits();
    await phone.reload();
    expect(await theme()).toBe('dark');
    await phone.getByText('现在没有任务').waitFor();
    await fits();
    await phone.getByRole('button', { name: '我的', exact: true }).click();
    await phone.getByLabel('浅色').check();
    // A page that was never touched may not be heard: the next test is one.
    await phone.reload();
    await phone.getByText('现在没有任务').waitFor();
  });

  it('[PH2] a new order takes over the screen, says that it is silent, and sounds after a touch', async () => {
    await showPicture(app);
    await showRat(app);
    const takeover = phone.getByTestId('new-order');
    await takeover.waitFor();
    expect(await takeover.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    expect(await takeover.innerText()).toMatch(/新派单[\s\S]*实验小学食堂[\s\S]*第 1 分钟 \/ 10/);
    expect(await takeover.locator('.sound-blocked').innerText()).toContain('无声');
    await fits();
    // [QU8] The picture is there before anything is touched.
    await expect.poll(() => seenPicture(takeover)).toBe(true);
    await takeover.locator('h3').tap();
    await takeover.getByRole('button', { name: '静音' }).waitFor();
    expect(await takeover.locator('.sound-blocked').count()).toBe(0);
    await fits();
    expect(told).toEqual([]);
    await takeover.getByTestId('act-accept').tap();
    await expect.poll(state).toBe('accepted');
    await takeover.waitFor({ state: 'detached' });
  });

  it('[QU8] an order’s picture is one touch away at most, and its camera is for staff', async () => {
    await expect.poll(() => seenPicture(phone.getByTestId('order'))).toBe(true);
    await phone.getByRole('button', { name: '消息', exact: true }).tap();
    await phone.getByRole('button', { name: '打开任务' }).first().tap();
    await expect.poll(() => seenPicture(phone.getByTestId('order'))).toBe(true);
    expect(await phone.locator('.phone a[href*="/console"]').count()).toBe(0);
    const video = `${app.url}/api/v1/cameras/${kitchen.id}/${camera}/hls?why=review`;
    expect((await phone.request.get(video)).status()).toBe(403);
  });

  it('[PH3] [PH26] opens map apps in the datum they draw, and tells the way only while the order is his', async () => {
    // On a small phone with large letters too, the next step and what is opened can be reached at once.
    await phone.setViewportSize({ width: 360, height: 640 });
    const root = phone.locator('html');
    await root.evaluate((page) => (page.style.fontSize = '130%'));
    await expect.poll(() => isAboveTabs(phone.getByTestId('act-depart'))).toBe(true);
    await phone.getByTestId('act-depart').tap();
    await expect.poll(state).toBe('en-route');
    await phone.getByTestId('route').tap();
    await expect.poll(() => isAboveTabs(phone.getByRole('link', { name: '腾讯地图' }))).toBe(true);
    expect(await root.evaluate((page) => page.scrollWidth - page.clientWidth)).toBe(0);
    await root.evaluate((page) => (page.style.fontSize = ''));
    await phone.setViewportSize({ width: 390, height: 844 });
    const amap = await phone.getByRole('link', { name: '高德地图' }).getAttribute('href');
    const [, lon, lat] = /to=([\d.]+),([\d.]+)/.exec(amap ?? '') ?? [];
    expect(amap).toContain('coordinate=gaode');
    // GCJ-02 lies a few hundred metres off the WGS-84 that is stored.
    expect(Math.abs(Number(lon) - kitchen.lon)).toBeGreaterThan(0.002);
    expect(Math.abs(Number(lat) - kitchen.lat)).toBeGreaterThan(0.001);
    await fits();
    await expect.poll(() => told.length).toBeGreaterThan(0);
  });

  it('[PH4] one proof asks an officer and says so, a second counts at once', async () => {
    await walkToDoor({ context, page: phone });
    const claim = phone.getByTestId('claim');
    await claim.waitFor();
    expect(await claim.innerText()).toContain('已请值班员确认');
    // Busy until the server's answer is told; the claim may be known before.
    await expect.poll(() => phone.getByTestId('proof-row-position').getAttribute('data-proof')).toBe('holds');
    expect((await order())?.arrivalClaim?.state).toBe('pending');
    await fits();
    await phone.getByTestId('door-code').fill('000000');
    await expect.poll(() => phone.getByTestId('proof-row-door-code').getAttribute('data-proof')).toBe('weak');
    await phone.getByTestId('door-code').fill(await doorCode(officer));
    await expect.poll(state).toBe('arrived');
    expect(await order()).toMatchObject({ inspectorId: inspector, breachedAt: null, arrivalClaim: null });
    // Until the phone knows it too it goes on telling its way.
    await phone.getByTestId('report').waitFor();
    const before = told.length;
    await context.setGeolocation({ latitude: kitchen.lat + 0.001, longitude: kitchen.lon, accuracy: 8 });
    await phone.waitForTimeout(1_500);
    expect(told.length).toBe(before);
  });

  it('[PH5] the report says what it lacks, survives a reload, and brings pictures and a signature', async () => {
    await phone.getByTestId('report').waitFor();
    await phone.getByTestId('act-submit').tap();
    await phone.getByTestId('report-lacking').getByRole('button', { name: '现场结论' }).tap();
    await expect.poll(() => isAboveTabs(phone.locator('label', { hasText: '当场改正' }))).toBe(true);
    await fits();
    expect(await state()).toBe('arrived');
    await fillReport(phone, '王师傅');
    await phone.locator('textarea[name=comment]').fill('已封堵鼠洞');
    await fits();
    // Typed text is on the disk a moment later.
    const { id } = (await order()) as Dispatch;
    await expect
      .poll(() => keptPage(phone, `report/${id}`))
      .toMatchObject({ comment: '已封堵鼠洞', signer: '王师傅' });
    await phone.reload();
    await expect.poll(() => phone.locator('textarea[name=comment]').inputValue()).toBe('已封堵鼠洞');
    await phone.getByTestId('act-submit').tap();
    await expect.poll(state).toBe('submitted');
    const { items } = await officer.call<{ items: ReportView[] }>('GET', `/dispatches/${id}/reports`);
    expect(items[0]?.report).toMatchObject({
      outcome: 'corrected-on-spot',
      signature: { kind: 'svg-path', signedBy: '王师傅' },
    });
    expect(items[0]?.report.photosAfter).toHaveLength(1);
    // Though the form was long: what became of it is on screen.
    await expect.poll(() => isAboveTabs(phone.locator('.order-done'))).toBe(true);
  });

  it('[PH4] [PH25] an officer who refuses says why; shown again, by the QR code of the door, he may confirm it', async () => {
    const finished = (await order()) as Dispatch;
    await officer.call('POST', `/dispatches/${finished.id}/verify`, {});
    await showTrouble(app, 'fire-smoke');
    await phone.getByTestId('act-accept').tap();
    await phone.getByTestId('act-depart').tap();
    await walkToDoor({ context, page: phone });
    const claim = phone.getByTestId('claim');
    await claim.waitFor();
    const { id } = (await order()) as Dispatch;
    await officer.call('POST', `/dispatches/${id}/arrival/refuse`, { reason: '画面里没有人' });
    await expect.poll(() => claim.getAttribute('data-claim')).toBe('refused');
    expect(await claim.innerText()).toContain('画面里没有人');
    await expect.poll(() => phone.getByTestId('proof-row-position').getAttribute('data-proof')).toBe('open');
    await fits();
    writeFileSync(seen, await doorSeenByCamera(browser, app));
    const scanner = phone.getByTestId('scanner');
    await phone.getByRole('button', { name: '扫码' }).tap();
    await expect.poll(() => scanner.getAttribute('data-hint')).toBe('denied');
    expect(await scanner.innerText()).toContain('六位数字');
    await fits();
    // A new order lies above the camera, and leaves it as it was.
    await showTrouble(app, 'smoking');
    await phone.getByTestId('new-order').getByTestId('act-accept').tap();
    await scanner.getByRole('button', { name: '改用数字输入' }).tap();
    await expect
      .poll(() => phone.getByTestId('door-code').evaluate((field) => field === document.activeElement))
      .toBe(true);
    await context.grantPermissions(['camera', 'geolocation', 'notifications']);
    await phone.getByRole('button', { name: '扫码' }).tap();
    await expect.poll(() => claim.getAttribute('data-claim'), { timeout: 15_000 }).toBe('pending');
    // The code is busy until the server's answer is told; the claim may be known before.
    await expect
      .poll(() => phone.getByTestId('proof-row-door-code').getAttribute('data-proof'))
      .toBe('holds');
    // What was refused has to be shown again.
    expect(await phone.getByTestId('proof-row-position').getAttribute('data-proof')).toBe('open');
    await officer.call('POST', `/dispatches/${id}/arrival/confirm`, {});
    await phone.getByTestId('report').waitFor();
  });

  it('[PH6] says that it is not live while the server is away, and stops saying so', async () => {
    const banner = phone.getByTestId('not-live');
    expect(await banner.isVisible()).toBe(false);
    await app.stop();
    await banner.waitFor({ state: 'visible', timeout: 12_000 });
    expect(await phone.locator('.phone-header').innerText()).not.toContain('实时');
    await app.start();
    await banner.waitFor({ state: 'hidden', timeout: 20_000 });
    expect(await phone.getByTestId('order').count()).toBe(1);
  });

  it('[PH12] [PH24] tells that an order was taken from him, and not when he gave it back himself', async () => {
    const orders = await openOrders(officer);
    const id = orders.find((each) => each.state === 'arrived')?.id;
    // However far he has scrolled.
    await phone.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await officer.call('POST', `/dispatches/${id}/recall`, { reason: '另派他人' });
    const gone = phone.getByTestId('gone');
    await gone.waitFor();
    expect(await isAboveTabs(gone)).toBe(true);
    expect(await gone.innerText()).toMatch(/实验小学食堂[\s\S]*不用再去/);
    await fits();
    await gone.getByRole('button', { name: '知道了' }).tap();
    await gone.waitFor({ state: 'detached' });
    await phone.getByTestId('order').getByTestId('act-decline').tap();
    // [PH24] What was opened lies above the tabs, to its last button.
    const opened = phone.getByTestId('order').locator('.order-decline');
    await expect.poll(() => isAboveTabs(opened)).toBe(true);
    await phone.getByTestId('reason-vehicle').tap();
    await expect.poll(state).toBe('declined');
    await phone.getByText('现在没有任务').waitFor();
    expect(await gone.count()).toBe(0);
  });

  it('[PH33] says that its clock is wrong, and what to set, before an arrival depends on it', async () => {
    const ahead = await context.newPage();
    await ahead.addInitScript(() => {
      const real = Date.now;
      Date.now = () => real() + 120_000;
    });
    await ahead.goto(`${app.url}/m`);
    const sign = ahead.getByTestId('wrong-clock');
    await sign.waitFor();
    expect(await sign.innerText()).toMatch(/手机时间快 (2 分|1 分 59 秒).*自动设置时间/);
    expect(await axeFindings(ahead)).toEqual([]);
    await ahead.close();
    expect(await phone.getByTestId('wrong-clock').count()).toBe(0);
  });

  it('[PH37] [PH38] a shift is given to a colleague, who takes it on his own phone; a superior approves it', async () => {
    const [admin, chief] = [await account(app, 'admin'), await account(app, 'chief')];
    const colleague = { id: 'inspector02', name: '王敏', groupId: 'group-1', gridIds: ['grid-1'] };
    const at = { onShift: false, lat: kitchen.lat, lon: kitchen.lon };
    await admin.call('PUT', '/registry', {
      inspectors: [{ ...colleague, ...at }],
      inspectorPassword: password,
    });
    const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10);
    await chief.call('POST', '/rotas', {
      name: '白班',
      groupId: 'group-1',
      gridIds: [],
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      from: '08:00',
      to: '20:00',
      inspectorIds: [inspector],
      effectiveFrom: tomorrow,
      effectiveTo: tomorrow,
    });
    const { context: others, page: second } = await openPhone(browser, app, colleague.id);
    await second.getByText('现在没有任务').waitFor();
    await phone.getByRole('button', { name: '我的', exact: true }).tap();
    const own = phone.getByTestId('swaps');
    await own.getByText('换出班次').tap();
    await own.getByText('08:00 – 20:00').tap();
    await own.getByLabel('王敏').check();
    await own.getByLabel('说明').fill('家长会');
    await fits();
    await own.getByRole('button', { name: /^提出换班：王敏，.+08:00/ }).tap();
    await own.getByTestId('swap').getByText('等待同事答复').waitFor();
    await second.getByRole('button', { name: '消息', exact: true }).tap();
    await second.getByRole('button', { name: '打开换班' }).tap();
    const asked = second.getByTestId('swaps');
    await expect.poll(() => asked.locator('h2').evaluate((h2) => h2 === document.activeElement)).toBe(true);
    expect(await asked.innerText()).toMatch(/李晓明 请您代班[\s\S]*家长会[\s\S]*等您答复/);
    const agree = asked.getByRole('button', { name: /^同意代班：李晓明 → 王敏，/ });
    await others.setOffline(true);
    await asked.getByText('换班需要网络').waitFor({ timeout: 12_000 });
    expect(await agree.isDisabled()).toBe(true);
    await others.setOffline(false);
    await agree.tap();
    // The giver's phone hears of it by itself, and both hear of the approval.
    await own.getByTestId('swap').getByText('同事已同意，待批准').waitFor();
    // Who comes back to the page sees it as it is.
    const readAnew = phone.waitForRequest(/\/me\/swaps$/);
    await phone.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await readAnew;
    const office = await browser.newContext();
    const desk = await signIn(office, app.url, { username: 'chief', password, path: '/office/rotas' });
    await desk.getByRole('button', { name: /^批准：李晓明 → 王敏，/ }).click();
    for (const swaps of [own, asked])
      await swaps.getByRole('listitem').filter({ hasText: '已批准' }).waitFor();
    await own.getByText('两周内没有可以换出的班次').waitFor();
    await second.getByTestId('shift').getByText('08:00 – 20:00').waitFor();
    await Promise.all([others.close(), office.close()]);
    await phone.getByRole('button', { name: '任务', exact: true }).tap();
  });

  it('[PH27] leads to the sign-in once the server says that the session has ended, and back', async () => {
    await context.clearCookies();
    await phone.getByRole('button', { name: '我的', exact: true }).tap();
    await phone.waitForURL(/\/login\?next=/);
    await phone.fill('input[name=username]', inspector);
    await phone.fill('input[name=password]', password);
    await phone.press('input[name=password]', 'Enter');
    await phone.getByText('现在没有任务').waitFor();
  });
});
