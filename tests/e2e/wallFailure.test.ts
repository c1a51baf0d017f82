/** What a wall does when the page itself fails, with nobody there to press a button. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser, signIn } from './browser.ts';
import { enterDistrict, showRat } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

const since = /NOT LIVE since \d\d:\d\d:\d\d/;

describe.skipIf(noBrowser)('a wall whose page fails', () => {
  let app: RunningApp;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    app = await testApp();
    await enterDistrict(app);
    await showRat(app);
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const first = await signIn(context, app.url, { username: 'duty', password, path: '/wall' });
    await first.locator('[data-link=synced]').waitFor();
    await first.close();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  /** A wall for which the server has no answer to some requests, until it is mended. */
  async function wallWithout(
    pattern: string,
    status: number,
  ): Promise<{ wall: Page; mend: () => Promise<void> }> {
    const wall = await context.newPage();
    await wall.route(pattern, (route) => route.fulfill({ status, body: '' }));
    await wall.goto(`${app.url}/wall`);
    return { wall, mend: () => wall.unroute(pattern) };
  }
  const isWhole = async (wall: Page) => {
    await wall.locator('[data-link=synced]').waitFor({ timeout: 60_000 });
    await wall.locator('[data-panel=map] canvas').first().waitFor({ timeout: 60_000 });
    expect(await wall.getByTestId('panel-failed').count()).toBe(0);
  };

  it('[TL12] goes on without a part that did not come, and fetches it when it is there', async () => {
    const { wall, mend } = await wallWithout('**/assets/MapStage-*.js', 404);
    const soon = { timeout: 60_000 };
    await wall.locator('[data-panel=map]').getByTestId('panel-failed').waitFor(soon);
    await wall.locator('[data-panel=queue]').getByTestId('violation-row').waitFor(soon);
    await mend();
    await isWhole(wall);
    await wall.close();
  });

  it('[TL12] says since when it shows nothing, and opens again', async () => {
    const { wall, mend } = await wallWithout('**/assets/Wall-*.js', 404);
    expect(await wall.getByTestId('stopped').innerText()).toMatch(since);
    await mend();
    await isWhole(wall);
    await wall.close();
  });

  it('[TL13] asks again who is signed in until it is told', async () => {
    const { wall, mend } = await wallWithout('**/api/v1/session', 503);
    expect(await wall.getByTestId('stopped').innerText()).toMatch(since);
    await mend();
    await isWhole(wall);
    await wall.close();
  });

  it('[TL13] stays under its cover when its session ends, with the way to sign in', async () => {
    const wall = await context.newPage();
    await wall.goto(`${app.url}/wall`);
    await isWhole(wall);
    await context.request.delete(`${app.url}/api/v1/session`, { headers: { origin: app.url } });
    const cover = wall.getByTestId('not-live');
    await cover.waitFor({ timeout: 20_000 });
    await expect.poll(() => cover.innerText()).toMatch(since);
    await cover.getByRole('link').click();
    await wall.waitForURL('**/login?next=%2Fwall');
  });
});
