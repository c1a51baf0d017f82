/** The office in a real browser: what the chief reads and takes out, the plan of shifts, the policy, channels and accounts. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { AuditLine } from '@mingchu/shared/http';
import type { ArrivalFigures } from '@mingchu/shared/statistics';
import mqtt from 'mqtt';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type HttpReceiver, startHttpReceiver } from '../harness/receivers.ts';
import { printedCharts } from './printed.ts';
import { noBrowser, openBrowser, axeFindings, signIn } from './browser.ts';
import { account, enterDistrict, inspector, kitchen, openOrders, showRat } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

describe.skipIf(noBrowser)('the office', () => {
  let app: RunningApp;
  let browser: Browser;
  let context: BrowserContext;
  let chief: Page;
  let admin: Page;
  let receiver: HttpReceiver;

  beforeAll(async () => {
    app = await testApp({ OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'mingchu' });
    await enterDistrict(app);
    await showRat(app);
    await arriveInTime(app);
    receiver = await startHttpReceiver((_request, response) => response.writeHead(200).end('ok'));
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    chief = await signIn(context, app.url, { username: 'chief', password, path: '/office' });
    const other = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    admin = await signIn(other, app.url, { username: 'admin', password, path: '/office/channels' });
  });
  afterAll(async () => {
    await browser?.close();
    await receiver?.close();
    await app?.remove();
  });

  it('the chief reads how the promise was kept; a table leaves the house only with a reason, on record', async () => {
    await chief.waitForURL('**/office/statistics');
    await chief.locator('.office-figures').first().waitFor();
    expect(await axeFindings(chief)).toEqual([]);
    await chief.getByRole('button', { name: '导出 CSV' }).click();
    const form = chief.locator('.act-form');
    expect(await form.getByRole('button', { name: '导出 CSV' }).isDisabled()).toBe(true);
    await form.locator('textarea').fill('周例会');
    const [download] = await Promise.all([
      chief.waitForEvent('download'),
      form.getByRole('button', { name: '导出 CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('mingchu-arrivals-by-group.csv');
    const { call } = await account(app, 'chief');
    const { items } = await call<{ items: AuditLine[] }>('GET', '/audit?subject=export');
    expect(items).toMatchObject([{ actor: 'chief', reason: '周例会' }]);
  });

  it('[XP2] [XP9] the report goes on paper with its figures and no controls, once its reason is on record', async () => {
    /** What a printer would be given now. */
    const paper = async () => {
      await chief.emulateMedia({ media: 'print' });
      const text = await chief.locator('.office').innerText();
      await chief.emulateMedia({ media: null });
      return text;
    };
    const refused = /^报告须用页面上的“打印周报”打印/;
    expect(await paper()).toMatch(refused);
    // No printer is there; what it does when it has printed is done below.
    await chief.evaluate(() => Object.assign(window, { print: () => document.body.append('printing') }));
    await chief.getByRole('button', { name: '打印周报' }).click();
    const form = chief.getByRole('form', { name: '打印周报' });
    await form.locator('textarea').fill('局务会');
    await form.getByRole('button', { name: '打印周报' }).click();
    await chief.getByText('printing').waitFor();
    const printed = await paper();
    expect(printed).toContain('打印人：所长 · 用途：局务会');
    const { call } = await account(app, 'chief');
    for (const by of ['group', 'grid', 'rule', 'severity', 'hour']) {
      const { items } = await call<{ items: ArrivalFigures[] }>('GET', `/statistics/arrivals?by=${by}`);
      expect(items).toMatchObject([{ orders: 1, onTime: 1 }]);
      const key = { ...names, hour: `${items[0]?.key.padStart(2, '0')}:00` }[by];
      expect(printed, by).toMatch(new RegExp(`${key}\\s+1\\s+1/1 · 100%\\s+0\\s+0\\s`));
    }
    expect(printed).not.toMatch(/导出 CSV|取消|排班/);
    // [XP9] Each with the one order in it, as wide as the sheet.
    const charts = await printedCharts(chief);
    expect(charts.map(({ label }) => label)).toEqual(['逐日到场', '各时段派单']);
    for (const chart of charts) {
      expect(chart).toMatchObject({ bars: 1, outside: [] });
      expect(Math.abs(chart.width / chart.height - 688 / 170)).toBeLessThan(0.1);
    }
    const { items } = await call<{ items: AuditLine[] }>('GET', '/audit?subject=export');
    expect(items[0]).toMatchObject({ actor: 'chief', subjectId: 'weekly-report', reason: '局务会' });
    await chief.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect.poll(paper).toMatch(refused);
  });

  it('a rota is planned, and who covers the grid is seen at once', async () => {
    await chief.getByRole('link', { name: '排班' }).click();
    const cover = chief.getByTestId('cover').first();
    await cover.waitFor();
    await chief.getByRole('button', { name: '新建班次' }).click();
    const form = chief.locator('.act-form');
    await form.getByLabel('名称').fill('全天');
    await form.getByLabel('从').fill('00:00');
    await form.getByLabel('到', { exact: true }).fill('00:00');
    await form.getByLabel('李晓明').check();
    expect(await axeFindings(chief)).toEqual([]);
    await form.getByRole('button', { name: '保存' }).click();
    await chief.getByRole('rowheader', { name: '全天' }).waitFor();
    await expect.poll(() => cover.innerText()).toContain('李晓明');
  });

  it('[DE12] a swap is entered beside the plan, and somebody is called in by hand: both hold at once', async () => {
    const { call } = await account(app, 'admin');
    const colleague = {
      id: 'wangmin',
      name: '王敏',
      groupId: 'group-1',
      gridIds: ['grid-1'],
      onShift: false,
    };
    await call('PUT', '/registry', { inspectors: [{ ...colleague, lat: kitchen.lat, lon: kitchen.lon }] });
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const cover = chief.getByTestId('cover').first();
    const part = (name: string) => chief.getByRole('region', { name, exact: true });
    const swaps = part('换班');
    await swaps.getByLabel('班次日期').fill(today);
    await swaps.getByLabel('谁的班').selectOption({ label: '李晓明' });
    // Nobody is chosen beforehand.
    await swaps.getByLabel('原因').fill('孩子发烧');
    await swaps.getByRole('button', { name: '登记换班' }).click();
    expect(await swaps.getByRole('listitem').count()).toBe(0);
    await swaps.getByLabel('由谁代班').selectOption({ label: '王敏' });
    await swaps.getByRole('button', { name: '登记换班' }).click();
    await swaps.getByText('李晓明 → 王敏').waitFor();
    await expect.poll(() => cover.locator('td').first().innerText()).toMatch(/王敏/);
    const byHand = part('临时上岗、离岗');
    await byHand.getByLabel('网格员').selectOption({ label: '李晓明' });
    await byHand.getByLabel('原因').fill('临时顶班');
    await byHand.getByRole('button', { name: '立即生效' }).click();
    await expect.poll(() => cover.locator('td').first().innerText()).toMatch(/李晓明/);
    expect(await axeFindings(chief)).toEqual([]);
  });

  it('[DE13] the policy is tried before it is put in force, for what a rule names', async () => {
    await chief.getByRole('link', { name: '升级策略' }).click();
    await chief.getByLabel('较重 预警').fill('5');
    await chief.getByLabel('如果现在发生在哪家单位').fill('实验小学食堂');
    await chief.getByRole('button', { name: '预演' }).click();
    const preview = chief.getByTestId('preview');
    await preview.waitFor();
    expect(await preview.innerText()).toMatch(/5:00\s+预警/);
    // A critical one warns at minute 7 still: what happens may be named as the rulebook does.
    await chief.getByLabel('发生什么').selectOption({ label: '画面发现烟火' });
    await chief.getByRole('button', { name: '预演' }).click();
    await expect.poll(() => preview.innerText()).toMatch(/7:00\s+预警/);
    expect(await preview.innerText()).toMatch(/第 \d+ 分钟到场/);
    const reviewed = chief.getByText('先由值班员复核');
    expect(await reviewed.count()).toBe(0);
    await chief.getByLabel('发生什么').selectOption({ label: '操作时玩手机' });
    await reviewed.waitFor();
    expect(await axeFindings(chief)).toEqual([]);
    await chief.getByLabel('原因').fill('午高峰');
    await chief.getByRole('button', { name: '生效' }).click();
    await chief.getByText('由 所长 设定：午高峰').waitFor();
  });

  it('[TH3] the page for a door shows the code that holds now; a new secret ends it', async () => {
    await chief.getByRole('link', { name: '店码' }).click();
    await chief.getByLabel('单位').fill('实验小学食堂');
    const page = chief.getByTestId('door-page');
    await page.locator('.door-qr svg').waitFor();
    const { call } = await account(app, 'chief');
    const shown = async () => (await page.locator('.door-digits').innerText()).replace(' ', '');
    const told = async () => (await call<{ code: string }>('GET', '/sites/kitchen-1/door-code')).code;
    // It changes every half minute: at the boundary the page follows within a second.
    await expect.poll(async () => (await shown()) === (await told())).toBe(true);
    expect(await axeFindings(chief)).toEqual([]);
    // [TH3] Paper is white, on a dark screen and out of a printer.
    await chief.getByLabel('界面明暗').selectOption('dark');
    expect(await groundOf(page)).toBe('rgb(255, 255, 255)');
    expect(await groundOf(chief.locator('.office'))).toBe('rgb(15, 19, 23)');
    await chief.emulateMedia({ media: 'print' });
    expect(await groundOf(chief.locator('.office'))).toBe('rgb(255, 255, 255)');
    expect(await chief.locator('.office').evaluate((office) => getComputedStyle(office).color)).toBe(
      'rgb(22, 27, 33)',
    );
    await chief.emulateMedia({ media: null });
    await chief.getByLabel('界面明暗').selectOption('system');
    await chief.getByLabel('每码有效（分钟）').fill('1440');
    await chief.getByLabel('原因').fill('旧页丢失');
    await chief.getByRole('button', { name: /换新密钥/ }).click();
    await chief.getByText('到期前请重新打印并更换。').waitFor();
    await expect.poll(async () => (await shown()) === (await told())).toBe(true);
  });

  it('a channel is made and tested; its secret is never shown again; the message page has its receipt', async () => {
    await admin.getByRole('button', { name: '新建渠道' }).click();
    const form = admin.locator('.act-form');
    await form.getByLabel('编号').fill('ops-hook');
    await form.getByLabel('名称').fill('运维');
    await form.getByLabel('值班员').check();
    await form.getByLabel('地址').fill(`${receiver.url}/hook`);
    await form.getByLabel('签名密钥').fill('only-for-this-test');
    await form.getByRole('button', { name: '保存' }).click();
    const card = admin.getByTestId('channel').filter({ hasText: '运维' });
    await card.waitFor();
    expect(await card.innerText()).toContain('密钥已设置');
    expect(await admin.content()).not.toContain('only-for-this-test');
    await card.getByRole('button', { name: '发送测试' }).click();
    await expect.poll(() => card.getByTestId('test-result').innerText()).toContain('对方已接收');
    expect(receiver.requests).toHaveLength(1);
    expect(await axeFindings(admin)).toEqual([]);
    await admin.getByRole('link', { name: '消息' }).click();
    await admin.locator('.office-messages tbody tr').first().waitFor();
    expect(await axeFindings(admin)).toEqual([]);
  });

  it('[IS1] a credential is given, shown once, and opens the broker until it is revoked', async () => {
    await admin.getByRole('link', { name: '设备凭证' }).click();
    await admin.getByRole('button', { name: '发放凭证' }).click();
    const form = admin.locator('.act-form');
    await form.getByLabel('单位').fill('实验小学食堂');
    await form.getByLabel('给哪台设备').fill('后厨网关');
    await form.getByRole('button', { name: '发放凭证' }).click();
    const issued = admin.getByTestId('issued');
    const secret = await issued.getByLabel('密钥', { exact: true }).inputValue();
    const signIn = () =>
      mqtt.connectAsync(app.mqttUrl, { username: 'kitchen-1~1', password: secret, reconnectPeriod: 0 });
    // The broker hears of it a moment after the answer over HTTP.
    const device = await vi.waitFor(signIn, { timeout: 20_000 });
    const gone = new Promise<void>((resolve) => device.once('close', () => resolve()));
    await issued.getByRole('button', { name: /关闭/ }).click();
    await issued.waitFor({ state: 'detached' });
    const shown = await admin.evaluate(() => document.documentElement.outerHTML);
    expect(shown).not.toContain(secret);
    await admin.getByTestId('credential').getByRole('button', { name: '吊销' }).click();
    await form.getByLabel('原因').fill('设备丢失');
    await form.getByRole('button', { name: '吊销' }).click();
    await gone;
    await expect(signIn()).rejects.toMatchObject({ code: 5 });
    await admin.getByText('已停用').waitFor();
  });

  it('[RG9] [XP4] a table of kitchens is tried, with its mistakes, and brought in', async () => {
    await admin.getByRole('link', { name: '单位与人员' }).click();
    await admin.getByRole('button', { name: /^单位 1$/ }).click();
    const bring = async (grid: string) => {
      const row = `kitchen-2,实验二小食堂,学校,${grid},示范路 2 号,26.42,112.86`;
      const text = `\uFEFF单位编号;名称;类型;网格;地址;纬度;经度\r\n${row.replaceAll(',', ';')}\r\n`;
      const file = { name: 'sites.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
      await admin.getByLabel(/^选择文件/).setInputFiles(file);
      await admin.getByRole('button', { name: '试运行' }).click();
    };
    await bring('第九网格');
    await admin.getByText('网格：没有网格“第九网格”，请先导入网格').waitFor();
    expect(await admin.getByRole('button', { name: '导入', exact: true }).isDisabled()).toBe(true);
    await bring('第一网格');
    await admin.getByText('新增 1，修改 0，不变 0，出错 0').waitFor();
    await admin.getByRole('button', { name: '导入', exact: true }).click();
    await admin.getByRole('button', { name: /^单位 2$/ }).waitFor();
  });

  it('[DF117] the inbox is led by keys from line to line to the form that binds', async () => {
    const bridge = await mqtt.connectAsync(app.mqttUrl);
    for (const id of ['00000566CC39', '0000059352D4']) {
      const said = JSON.stringify({ DS18B20: { Id: id, Temperature: 3.3 }, TempUnit: 'C' });
      await bridge.publishAsync(`mingchu/at/kitchen-1/tele/probe-${id}/SENSOR`, said, { qos: 1 });
    }
    await bridge.endAsync();
    await admin.goto(`${app.url}/office/devices`);
    const lines = admin.getByTestId('heard');
    await expect.poll(() => lines.count()).toBe(2);
    const chosen = () =>
      lines.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-current') === 'true'));
    for (const [key, line] of [
      ['j', [true, false]],
      ['j', [false, true]],
      ['k', [true, false]],
    ] as const) {
      await admin.keyboard.press(key);
      await expect.poll(chosen).toEqual(line);
    }
    const form = admin.locator('.act-form');
    await admin.keyboard.press('Enter');
    await form.waitFor();
    await admin.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    await admin.keyboard.press('Enter');
    await form.getByLabel('名称').fill('jk');
    await admin.keyboard.press('Enter');
    await expect.poll(() => lines.count()).toBe(1);
  });

  it('[OI5] an account is made, opened to the provider and closed; a duty officer sees nothing that is not his', async () => {
    await admin.getByRole('link', { name: '账号' }).click();
    await admin.getByRole('button', { name: '新建账号' }).click();
    const form = admin.locator('.act-form');
    await form.getByLabel('账号').fill('wang');
    await form.getByLabel('显示名').fill('王值班');
    await form.getByLabel('密码').fill('a-long-password');
    await form.getByRole('button', { name: '保存' }).click();
    await admin.getByRole('rowheader', { name: 'wang' }).waitFor();
    const row = admin.locator('tr', { has: admin.getByRole('rowheader', { name: 'wang', exact: true }) });
    await row.getByRole('button').click();
    const provider = admin.getByRole('form', { name: '统一认证' });
    await provider.getByLabel('在统一认证中的用户名').fill('wang.wei');
    await provider.getByRole('button', { name: '开放' }).click();
    await row.getByText('wang.wei 待首次登录').waitFor();
    await row.getByRole('button').click();
    expect(await axeFindings(admin)).toEqual([]);
    await provider.getByRole('button', { name: '关闭' }).click();
    await provider.getByRole('button', { name: '确认对 wang 关闭' }).click();
    await expect.poll(() => row.innerText()).not.toContain('wang.wei');
    const own = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    const duty = await signIn(own, app.url, { username: 'duty', password, path: '/office/accounts' });
    await duty.waitForURL('**/office/statistics');
    await expect
      .poll(() => duty.locator('.office-nav li').allInnerTexts())
      .toEqual(['统计', '排班', '升级策略', '店码', '新设备', '设备映射', '传感器校准']);
    await duty.getByRole('link', { name: '修改密码' }).click();
    await duty.getByLabel('当前密码').fill('not-this-one');
    await duty.getByLabel(/^新密码/).fill('another-long-password');
    await duty.getByLabel('再输一次').fill('another-long-password');
    await duty.getByRole('button', { name: '保存' }).click();
    await duty.locator('.act-error').waitFor();
    await duty.getByLabel('当前密码').fill(password);
    await duty.getByRole('button', { name: '保存' }).click();
    await duty.getByText('密码已修改').waitFor();
    expect(await axeFindings(duty)).toEqual([]);
    const phone = await browser.newContext();
    const page = await signIn(phone, app.url, { username: inspector, password, path: '/office' });
    await page.waitForURL((url) => !url.pathname.startsWith('/office'));
  });

  it('gives the focus to a form that opens, and back to its button when it closes', async () => {
    await admin.goto(`${app.url}/office/accounts`);
    const button = admin.getByRole('row', { name: inspector }).getByRole('button', { name: '修改' });
    await button.focus();
    await admin.keyboard.press('Enter');
    await expect.poll(() => focused(admin)).toContain('name="displayName"');
    await admin.keyboard.press('Escape');
    await expect.poll(() => admin.locator('.act-form').count()).toBe(0);
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it.each([
    { language: 'en', theme: 'light' },
    { language: 'zh-CN', theme: 'dark' },
  ])(
    '[TH4] has no page of desk or office on which axe finds anything: $language, $theme',
    async ({ language, theme }) => {
      const { call } = await account(app, 'admin');
      const { items } = await call<{ items: { id: string }[] }>('GET', '/violations?state=open&limit=1');
      const names = [
        'statistics',
        'rotas',
        'policy',
        'rulebook',
        'door-codes',
        'devices',
        'mapping',
        'calibration',
        'registry',
        'messages',
        'channels',
        'credentials',
        'accounts',
        'audit',
      ];
      const paths = [
        ...[...names, 'password'].map((name) => `/office/${name}`),
        '/console',
        `/console?id=${items[0]?.id}`,
        '/console/site/kitchen-1',
        '/login',
      ];
      await admin.goto(`${app.url}/office`);
      await admin.evaluate(
        (chosen) => {
          localStorage.setItem('mingchu.language', chosen.language);
          localStorage.setItem('mingchu.theme', chosen.theme);
        },
        { language, theme },
      );
      for (const path of paths) {
        await admin.goto(`${app.url}${path}`);
        await admin.waitForLoadState('networkidle');
        expect(await admin.evaluate(() => document.documentElement.lang)).toBe(language);
        expect(await axeFindings(admin), path).toEqual([]);
        const isBeyond = await admin.evaluate(() => {
          const { scrollWidth, scrollHeight } = document.documentElement;
          return { sideways: scrollWidth > innerWidth, down: scrollHeight > innerHeight };
        });
        expect(isBeyond, `${path}: the window scrolls`).toEqual({ sideways: false, down: false });
      }
    },
  );
});

/** What the keys of the one order are called on paper. */
const names: Record<string, string> = {
  group: '第一监管组',
  grid: '第一网格',
  rule: '发现老鼠',
  severity: '较重',
};

/** The inspector takes the order and stands at the door. */
async function arriveInTime(app: RunningApp): Promise<void> {
  const officer = await account(app, 'chief');
  const person = await account(app, inspector);
  const isOffered = async () => (await openOrders(officer)).find(({ state }) => state === 'offered');
  const order = await vi.waitUntil(isOffered, { timeout: 20_000 });
  const path = `/dispatches/${order.id}`;
  const { code } = await officer.call<{ code: string }>('GET', `/sites/${kitchen.id}/door-code`);
  const { lat, lon } = kitchen;
  await person.call('POST', `${path}/accept`, {});
  await person.call('POST', `${path}/arrive`, { lat, lon, accuracyM: 8, doorCode: { code } });
  expect((await officer.call<Dispatch>('GET', path)).state).toBe('arrived');
}

/** The colour that it lies on, as the browser tells it. */
function groundOf(part: Locator): Promise<string> {
  return part.evaluate((element) => getComputedStyle(element).backgroundColor);
}

/** What has the focus, as it stands in the page. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.outerHTML ?? '');
}
