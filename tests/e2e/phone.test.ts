/** An inspector's whole order on a phone, by touching what he sees. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser, seriousFindings, signIn } from './browser.ts';
import { account, enterDistrict, inspector, kitchen, openOrders, showRat } from './district.ts';
import { password, type RunningApp, runApp } from './runningApp.ts';

describe.skipIf(noBrowser)('the phone', () => {
  let app: RunningApp;
  let browser: Browser;
  let phone: Page;

  beforeAll(async () => {
    app = await runApp();
    await enterDistrict(app);
    browser = await openBrowser();
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      geolocation: { latitude: kitchen.lat, longitude: kitchen.lon, accuracy: 8 },
      permissions: ['geolocation'],
    });
    phone = await signIn(context, app.url, { username: inspector, password, path: '/m' });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  it('says that there is nothing to do, with targets that a thumb can hit', async () => {
    await phone.getByText('现在没有任务').waitFor();
    expect(await tooSmallToTouch(phone)).toEqual([]);
    expect(await seriousFindings(phone)).toEqual([]);
  });

  it('brings the order, and takes accept, depart, arrive and the report', async () => {
    await showRat(app);
    await phone.getByTestId('order').first().waitFor();
    expect(await seriousFindings(phone)).toEqual([]);
    const officer = await account(app, 'duty');
    for (const [act, state] of [
      ['accept', 'accepted'],
      ['depart', 'en-route'],
      ['arrive', 'arrived'],
      ['submit', 'submitted'],
    ] as const) {
      await phone.getByTestId(`act-${act}`).first().waitFor();
      // What has just come on screen takes a moment to reach its size.
      await expect.poll(() => tooSmallToTouch(phone), { timeout: 3_000 }).toEqual([]);
      await phone.getByTestId(`act-${act}`).first().click();
      await expect.poll(async () => (await openOrders(officer))[0]?.state, { timeout: 10_000 }).toBe(state);
    }
    const [order] = await openOrders(officer);
    expect(order).toMatchObject({ inspectorId: inspector, breachedAt: null });
    expect(order?.arrivedAt).not.toBeNull();
  });

  it('says that it is not live while the server is away, and stops saying so', async () => {
    const banner = phone.getByTestId('not-live');
    expect(await banner.isVisible()).toBe(false);
    await app.stop();
    await banner.waitFor({ state: 'visible', timeout: 12_000 });
    expect(await phone.locator('.phone-header').innerText()).not.toContain('实时');
    await app.start();
    await banner.waitFor({ state: 'hidden', timeout: 20_000 });
    expect(await phone.getByTestId('order').count()).toBe(1);
  });
});

/** What can be touched and is lower than 48 px. */
function tooSmallToTouch(page: Page): Promise<string[]> {
  return page
    .locator('button, a, summary, fieldset label')
    .evaluateAll((targets) =>
      targets
        .filter((target) => target.getBoundingClientRect().height < 48)
        .map((target) => target.textContent ?? ''),
    );
}
