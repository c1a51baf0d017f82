/** The duty officer's desk in a real browser: list, case, acknowledge, review; by keyboard and by mouse. */
import type { Violation } from '@mingchu/shared/violation';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser, axeFindings, signIn } from './browser.ts';
import { type Account, account, enterDistrict, showRat } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';
import { sharesOfWhite, watchScreen } from './watchScreen.ts';

describe.skipIf(noBrowser)('the console', () => {
  let app: RunningApp;
  let browser: Browser;
  let desk: Page;
  let officer: Account;
  let violation: Violation;
  const requests: string[] = [];

  beforeAll(async () => {
    app = await testApp();
    await enterDistrict(app);
    officer = await account(app, 'duty');
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.on('request', (request) => requests.push(request.url()));
    desk = await signIn(context, app.url, { username: 'duty', password, path: '/console' });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  const read = () => officer.call<Violation>('GET', `/violations/${violation.id}`);

  it('[DE3] lists the violation, opens it by keyboard and acknowledges it by keyboard', async () => {
    await showRat(app);
    const row = desk.getByTestId('worklist-item').first();
    await row.waitFor();
    violation = await officer.call<Violation>(
      'GET',
      `/violations/${await row.getAttribute('data-violation-id')}`,
    );
    expect(violation.acked).toBe(false);
    await desk.keyboard.press('j');
    await desk.getByTestId('act-ack').waitFor();
    await desk.keyboard.press('a');
    await expect.poll(async () => (await read()).acked).toBe(true);
    expect((await read()).ackedBy).toBe('duty');
    await expect.poll(() => row.getAttribute('data-state')).toMatch(/^(latched-)?acked$/);
  });

  it('[DE4] says the whole history in words, not in code', async () => {
    const timeline = desk.locator('.timeline li');
    const lines = () => timeline.locator('b, span').allInnerTexts();
    // Read again for each act: what stands there may be from before the last.
    await expect.poll(lines).toEqual(expect.arrayContaining(['确认', '值班员 · 值班员确认']));
    expect(await timeline.count()).toBeGreaterThan(3);
    expect((await lines()).filter((line) => /[a-z]+-[a-z]+/.test(line))).toEqual([]);
  });

  it('[DP1] leads from the case to its camera by one click, and back by Escape', async () => {
    const here = desk.url();
    await desk.getByRole('link', { name: '查看摄像头' }).click();
    await expect.poll(() => desk.locator('.site-head h2').innerText()).toBe('切配间');
    await desk.getByRole('rowheader', { name: '鼠类活动' }).waitFor();
    expect(await axeFindings(desk)).toEqual([]);
    await desk.keyboard.press('Escape');
    await expect.poll(() => desk.locator('.site-head h2').innerText()).toBe('实验小学食堂');
    await desk.goto(here);
    await desk.getByTestId('act-review').waitFor();
  });

  it('reviews it by mouse, and shows the verdict', async () => {
    await desk.getByTestId('act-review').click();
    expect(await axeFindings(desk)).toEqual([]);
    await desk.getByLabel('属实').check();
    await desk.locator('textarea[name=comment]').fill('画面清楚');
    await desk.getByTestId('act-commit').click();
    await expect.poll(async () => (await read()).review).toBe('confirmed');
    await desk.locator('.act-notice').waitFor();
  });

  it('reclassifies it, naming the rule that describes it', async () => {
    await desk.getByTestId('act-review').click();
    await desk.getByLabel('改判', { exact: true }).check();
    await desk.locator('select[name=ruleId]').selectOption('no-hat');
    await desk.getByTestId('act-commit').click();
    await expect.poll(async () => (await read()).reclassifiedAs).toBe('no-hat');
    // It closes with the answer, which comes after the fact: the next form is another.
    await desk.locator('.act-form').waitFor({ state: 'detached' });
  });

  it('[AU21] [DE6] keeps what is typed when the session ends, and goes on after a sign-in beside it', async () => {
    await desk.getByTestId('act-review').click();
    const comment = desk.locator('textarea[name=comment]');
    await comment.fill('还没写完');
    // No request of the page says so: its live connection does.
    await desk.request.delete(`${app.url}/api/v1/session`, { headers: { origin: app.url } });
    const bar = desk.getByTestId('session-ended');
    await bar.waitFor();
    const beside = desk.context().waitForEvent('page');
    await bar.getByRole('link').click();
    const login = await beside;
    await login.fill('input[name=username]', 'duty');
    await login.fill('input[name=password]', password);
    await login.press('input[name=password]', 'Enter');
    await login.waitForURL((at) => !at.pathname.startsWith('/login'));
    await login.close();
    await desk.evaluate(() => dispatchEvent(new Event('focus')));
    await bar.waitFor({ state: 'detached' });
    expect(await comment.inputValue()).toBe('还没写完');
    await desk.getByLabel('属实').check();
    await desk.getByTestId('act-commit').click();
    await expect.poll(async () => (await read()).review).toBe('confirmed');
    await desk.locator('.act-notice').waitFor();
  });

  it('[WL11] speaks English after the switch, remembers it, and lets no browser translate it', async () => {
    await desk.getByRole('button', { name: 'English' }).click();
    await desk.getByRole('button', { name: '中文' }).waitFor();
    await expect.poll(() => desk.locator('html').getAttribute('lang')).toBe('en');
    expect(await desk.locator('html').getAttribute('translate')).toBe('no');
    expect(await desk.locator('meta[name=google]').getAttribute('content')).toBe('notranslate');
    await desk.reload();
    await desk.getByTestId('act-review').waitFor();
    expect(await desk.getByTestId('act-review').innerText()).toMatch(/^Review/);
    expect(await axeFindings(desk)).toEqual([]);
  });

  it('[TH1] [TH2] [TH4] is as its computer until a theme is chosen, for all its tabs; no reload flashes in the other', async () => {
    const theme = (page: Page) => page.locator('html').getAttribute('class');
    expect(await theme(desk)).toBe('light');
    await desk.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => theme(desk)).toBe('dark');
    const beside = await desk.context().newPage();
    await beside.goto(`${app.url}/office`);
    await desk.bringToFront();
    for (const { chosen, bar } of [
      { chosen: 'light', bar: '#fff' },
      { chosen: 'dark', bar: '#14181d' },
    ]) {
      await desk.getByLabel('Appearance').selectOption(chosen);
      await expect.poll(() => theme(beside)).toBe(chosen);
      // The other one, which must not be seen.
      await desk.emulateMedia({ colorScheme: chosen === 'dark' ? 'light' : 'dark' });
      const seen = await watchScreen(desk);
      const isOther = (share: number): boolean => (chosen === 'dark' ? share > 0.3 : share < 0.3);
      await expect
        .poll(async () => (await sharesOfWhite(browser, seen.shots.slice(-1))).map(isOther))
        .toEqual([false]);
      const before = seen.shots.length;
      await desk.reload();
      await desk.getByTestId('act-review').waitFor();
      const shares = await sharesOfWhite(browser, (await seen.stop()).slice(before));
      expect(shares.length).toBeGreaterThan(0);
      expect(shares.filter(isOther)).toEqual([]);
      expect(await theme(desk)).toBe(chosen);
      expect(await desk.locator('meta[name=theme-color]').getAttribute('content')).toBe(bar);
    }
    expect(await axeFindings(desk)).toEqual([]);
    await beside.close();
  });

  it('has fetched its font, and everything else, from its own server only', () => {
    expect(requests.filter((url) => url.endsWith('.woff2')).length).toBeGreaterThan(0);
    expect(requests.filter((url) => !url.startsWith(app.url) && !/^(blob|data):/.test(url))).toEqual([]);
  });
});
