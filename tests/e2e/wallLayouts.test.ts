/** Layouts of the wall in a real browser: arranged in the editor, hung on a wall that is never reloaded. */
import { shippedLayouts } from '@mingchu/shared/shippedWall';
import type { WallPlaylist } from '@mingchu/shared/wallPlaylist';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser, axeFindings, signIn } from './browser.ts';
import { account, enterDistrict, showRat } from './district.ts';
import { countFromTheStart, countPage, type PageCounts } from './pageCounts.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

describe.skipIf(noBrowser)('layouts of the wall', () => {
  let app: RunningApp;
  let browser: Browser;
  let context: BrowserContext;
  let editor: Page;
  let wall: Page;

  beforeAll(async () => {
    app = await testApp();
    await enterDistrict(app);
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
    editor = await signIn(context, app.url, { username: 'duty', password, path: '/console/wall' });
    await handle('辖区态势').waitFor();
    wall = await context.newPage();
    await wall.goto(`${app.url}/wall`);
    await wall.locator('[data-panel=map]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  const handle = (panel: string): Locator => editor.getByRole('button', { name: new RegExp(`^${panel}：`) });
  const save = (): Locator => editor.getByTestId('save');

  it('[WL1] hangs the duty layout when nobody asks for another', async () => {
    expect(await wall.getByTestId('wall').getAttribute('data-layout')).toBe('duty');
  });

  it('[WL8] moves, sizes and takes back by keyboard, and saves nothing that cannot hang', async () => {
    await handle('辖区态势').focus();
    expect(await save().isDisabled()).toBe(true);
    await editor.keyboard.press('Shift+ArrowLeft');
    expect(await handle('辖区态势').getAttribute('aria-label')).toContain('8 × 9 格');
    expect(await save().isDisabled()).toBe(false);
    await editor.keyboard.press('ArrowLeft');
    expect(await editor.getByRole('alert').innerText()).toContain('重叠');
    expect(await save().isDisabled()).toBe(true);
    await editor.keyboard.press('Control+z');
    expect(await editor.getByRole('alert').count()).toBe(0);
    await editor.keyboard.press('Control+z');
    expect(await save().isDisabled()).toBe(true);
  });

  it('[WL8] moves and sizes by pointer, whole cells at a time', async () => {
    for (const panel of ['设备健康', '营业后厨']) {
      await handle(panel).focus();
      await editor.keyboard.press('Delete');
    }
    const load = handle('值班负荷');
    const box = await boxOf(load);
    const cell = box.width / 3;
    await drag(editor, { x: box.x + box.width / 3, y: box.y + 30 }, { x: 3 * cell, y: 0 });
    await expect.poll(() => load.getAttribute('aria-label')).toContain('第 19 列第 10 行起，3 × 3 格');
    const moved = await boxOf(load);
    await drag(editor, { x: moved.x + moved.width - 6, y: moved.y + moved.height - 6 }, { x: -cell, y: 0 });
    await expect.poll(() => load.getAttribute('aria-label')).toContain('第 19 列第 10 行起，2 × 3 格');
  });

  it('[WL3] hangs what was saved on every wall, without a reload', async () => {
    await editor.getByRole('button', { name: '另存为' }).click();
    await editor.getByLabel('网址中的名字').fill('mine');
    await editor.getByLabel('网址中的名字').press('Enter');
    await editor.waitForURL(/layout=mine/);
    await wall.goto(`${app.url}/wall?layout=mine`);
    // Until the server has answered, the duty layout hangs.
    await wall.locator('[data-layout=mine] [data-panel=load]').waitFor();
    expect(await wall.locator('[data-panel=kitchens-open]').count()).toBe(0);
    await wall.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));

    const before = await boxOf(wall.locator('[data-panel=load]'));
    await handle('值班负荷').focus();
    await editor.keyboard.press('Shift+ArrowRight');
    await save().click();
    await expect
      .poll(async () => (await boxOf(wall.locator('[data-panel=load]'))).width)
      .toBeGreaterThan(before.width);
    expect(await wall.evaluate(() => 'neverReloaded' in globalThis)).toBe(true);
  });

  it('[WL7] says that a layout is not there, and hangs the duty layout', async () => {
    await wall.goto(`${app.url}/wall?layout=no-such-wall`);
    await wall.getByText('no-such-wall').waitFor();
    await wall.locator('[data-layout=duty] [data-panel=queue]').waitFor();
  });

  it('[WL5] changes to what an event calls for while a playlist runs', async () => {
    const playlist: WallPlaylist = {
      name: 'watch',
      title: '值守',
      entries: [{ layout: 'visitors', seconds: 60 }],
      events: [{ when: 'open', layout: 'duty', holdS: 60 }],
    };
    const officer = await account(app, 'duty');
    await officer.call('PUT', '/wall/playlists/watch', { revision: 0, playlist });
    await wall.goto(`${app.url}/wall?playlist=watch`);
    const layout = () => wall.getByTestId('wall').getAttribute('data-layout');
    await expect.poll(layout).toBe('visitors');
    await showRat(app);
    await expect.poll(layout).toBe('duty');
  });

  it('[WL9] leaves nothing behind of a layout that was taken down, nor of the wall itself', async () => {
    const own = await browser.newContext();
    await countFromTheStart(own);
    const page = await signIn(own, app.url, { username: 'duty', password, path: '/wall' });
    const cdp = await own.newCDPSession(page);
    const hang = async (address: string, sign: string): Promise<void> => {
      await page.evaluate((to) => history.pushState(null, '', to), address);
      await page.locator(sign).first().waitFor();
    };
    const round = async (): Promise<void> => {
      for (const { name } of shippedLayouts)
        await hang(`/wall?layout=${name}`, `[data-layout="${name}"] .panel`);
      await hang('/console', '.console');
      await hang('/wall', '[data-layout=duty] .panel');
      await page.locator('[data-link=synced]').waitFor();
    };
    await round();
    await round();
    let before: PageCounts | undefined;
    let same = false;
    while (!same) {
      const now = await countPage(page, cdp);
      same = grownSince(before, now).length === 0;
      before = now;
      await page.waitForTimeout(500);
    }
    for (let rounds = 0; rounds < 3; rounds += 1) await round();
    await expect
      .poll(async () => grownSince(before, await countPage(page, cdp)), { timeout: 15_000 })
      .toEqual([]);
    await own.close();
  });

  it('[WL8] says nothing serious to axe', async () => {
    await editor.goto(`${app.url}/console/wall?playlist=day`);
    await editor.getByText('此刻会显示').waitFor();
    expect(await axeFindings(editor)).toEqual([]);
    await editor.goto(`${app.url}/console/wall?layout=daylight`);
    await handle('辖区态势').waitFor();
    expect(await axeFindings(editor)).toEqual([]);
  });
});

async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error('it is not on the screen');
  return box;
}

async function drag(page: Page, from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by.x / 2, from.y + by.y / 2, { steps: 4 });
  await page.mouse.move(from.x + by.x, from.y + by.y, { steps: 4 });
  await page.mouse.up();
}

/** A row or a sign that comes meanwhile has some nodes; a layout has hundreds. */
const fewNodes = 40;

/** What there is more of than before. */
function grownSince(before: PageCounts | undefined, now: PageCounts): string[] {
  if (!before) return ['not known before'];
  const measures = [
    'listeners',
    'documents',
    'intervals',
    'timeouts',
    'objectUrls',
    'workers',
    'sockets',
  ] as const;
  const grown: string[] = measures.filter((measure) => now[measure] > before[measure]);
  return now.nodes > before.nodes + fewNodes ? [...grown, 'nodes'] : grown;
}
