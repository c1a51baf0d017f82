/** Web Push as the phone takes it: shown by the service worker with no page open, told to the server, opened. */
import type { Page as ListPage } from '@mingchu/shared/http';
import type { InAppMessage } from '@mingchu/shared/live';
import type { AdminMessage, MyNotifications, PushPayload } from '@mingchu/shared/notify';
import type { Browser, BrowserContext, CDPSession, Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStory } from '../harness/oneStory.ts';
import { noBrowser, openBrowser } from './browser.ts';
import { type Account, account, enterDistrict, inspector, showRat } from './district.ts';
import { openPhone, type PhoneAtHand, workerState } from './phoneSteps.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

describe.skipIf(noBrowser)('Web Push on the phone', () => {
  oneStory();
  let app: RunningApp;
  let browser: Browser;
  let phone: PhoneAtHand;
  let admin: Account;
  let message: InAppMessage;

  beforeAll(async () => {
    app = await testApp();
    await enterDistrict(app);
    admin = await account(app, 'admin');
    browser = await openBrowser();
    phone = await openPhone(browser, app);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  const receipt = async (): Promise<AdminMessage | undefined> => {
    const { items } = await admin.call<ListPage<AdminMessage>>('GET', '/admin/messages');
    return items.find(({ id }) => id === message.id);
  };

  it('[PH11] is not asked for before a tap', async () => {
    const { page } = phone;
    await page.getByText('现在没有任务').waitFor();
    const asked = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/m');
      return (await registration?.pushManager.getSubscription()) ?? null;
    });
    expect(asked).toBeNull();
    await page.getByRole('button', { name: '我的', exact: true }).click();
    await page.getByTestId('push-on').waitFor();
    expect(await page.getByTestId('push').innerText()).toContain('锁屏');
  });

  it('[PH11] shows a message while no page is open, and the server learns it', async () => {
    const { page } = phone;
    // A worker that is still being installed takes no push.
    await expect.poll(() => workerState(page)).toBe('activated');
    const registration = await workerOf(page);
    await page.goto('about:blank');
    await showRat(app);
    const person = await account(app, inspector);
    await expect
      .poll(async () => (await person.call<ListPage<InAppMessage>>('GET', '/messages')).items.length)
      .toBeGreaterThan(0);
    [message] = (await person.call<ListPage<InAppMessage>>('GET', '/messages')).items as [InAppMessage];
    expect((await receipt())?.shownAt).toBeNull();
    const payload: PushPayload = {
      id: message.id,
      step: 'offer',
      title: '新派单 · 未戴工作帽',
      body: '第 1 分钟 / 10',
      url: `/m?order=${message.dispatchId}`,
      dispatchId: message.dispatchId,
      violationId: message.violationId,
      severity: 'major',
      at: message.at,
    };
    await registration.session.send('ServiceWorker.deliverPushMessage', {
      origin: app.url,
      registrationId: registration.id,
      data: JSON.stringify(payload),
    });
    await expect.poll(async () => (await receipt())?.shownAt ?? null).not.toBeNull();
    expect((await receipt())?.openedAt).toBeNull();
  });

  it('[PH11] a tap on it opens the order, and the server learns that too', async () => {
    const { page, context } = phone;
    await page.goto(`${app.url}/m`);
    await page.getByTestId('new-order').waitFor();
    const worker = await runningWorker(context);
    const shown = await worker.evaluate(async () => {
      const scope = globalThis as unknown as { registration: ServiceWorkerRegistration } & EventTarget;
      const [notification] = await scope.registration.getNotifications();
      if (!notification) return null;
      const { title, body } = notification;
      scope.dispatchEvent(
        new (globalThis as unknown as { NotificationEvent: typeof CustomEvent }).NotificationEvent(
          'notificationclick',
          { notification } as CustomEventInit,
        ),
      );
      return { title, body };
    });
    expect(shown).toEqual({ title: '新派单 · 未戴工作帽', body: '第 1 分钟 / 10' });
    await expect.poll(() => page.url()).toContain(`/m?order=${message.dispatchId}`);
    await expect.poll(async () => (await receipt())?.openedAt ?? null).not.toBeNull();
  });

  it('[PH16] goes with a phone from hand to hand', async () => {
    const { page, context } = phone;
    const { keys } = subscription;
    // The browser's own push service is out in the world: only what it would answer is put in its place.
    await context.addInitScript((known) => {
      const ours = { ...known, toJSON: () => known, unsubscribe: () => Promise.resolve(true) };
      PushManager.prototype.getSubscription = () => Promise.resolve(ours as unknown as PushSubscription);
    }, subscription);
    const [first, second] = [await account(app, inspector), await account(app, 'duty')];
    const services = async (of: Account): Promise<string[]> => {
      const { push } = await of.call<MyNotifications>('GET', '/me/notifications');
      return push.subscriptions.map(({ service }) => service);
    };
    expect(await services(first)).toEqual([]);
    await page.goto(`${app.url}/m`);
    await expect.poll(() => services(first)).toEqual(['push.example.com']);
    await page.getByTestId('act-accept').tap();
    await page.getByRole('button', { name: '我的', exact: true }).tap();
    await page.getByRole('button', { name: '退出', exact: true }).tap();
    await page.waitForURL(/login/);
    expect(await services(first)).toEqual([]);
    await page.fill('input[name=username]', 'duty');
    await page.fill('input[name=password]', password);
    await page.press('input[name=password]', 'Enter');
    await expect.poll(() => services(second)).toEqual(['push.example.com']);
    const worker = await runningWorker(context);
    await worker.evaluate((given) => {
      const newSubscription = { toJSON: () => ({ endpoint: 'https://moved.example.com/2', keys: given }) };
      const { ExtendableEvent } = globalThis as unknown as { ExtendableEvent: typeof Event };
      dispatchEvent(Object.assign(new ExtendableEvent('pushsubscriptionchange'), { newSubscription }));
    }, keys);
    await expect.poll(() => services(second)).toEqual(['moved.example.com', 'push.example.com']);
    expect(await services(first)).toEqual([]);
  });
});

const subscription = {
  endpoint: 'https://push.example.com/1',
  keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
};

/** The phone's service worker, which a browser ends when it has nothing to do and starts again. */
async function runningWorker(context: BrowserContext): Promise<Worker> {
  return context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker');
}

/** The phone's service worker as the browser knows it. */
async function workerOf(page: Page): Promise<{ session: CDPSession; id: string }> {
  const session = await page.context().newCDPSession(page);
  const id = new Promise<string>((resolve) =>
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations.filter(({ isDeleted }) => !isDeleted);
      if (registration) resolve(registration.registrationId);
    }),
  );
  await session.send('ServiceWorker.enable');
  return { session, id: await id };
}
