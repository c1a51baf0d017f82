/**
 * One order on the whole running application, photographed on wall, desks and phone after every step, in each language;
 * and what an officer is told whose act comes after another's. Whoever looks judges whether the screens agree.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Dispatch } from '@mingchu/shared/dispatch';
import { topicOf } from '@mingchu/shared/mqtt';
import type { Violation } from '@mingchu/shared/violation';
import mqtt from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, signIn } from './browser.ts';
import { cameraStill } from './cameraStill.ts';
import { enterStreet } from './consoleDistrict.ts';
import { type Account, account, camera, enterDistrict, kitchen, openOrders, showRat } from './district.ts';
import {
  doorCode,
  fillReport,
  openPhone,
  type PhoneAtHand,
  photo,
  showTrouble,
  walkToDoor,
} from './phoneSteps.ts';
import { folderOf, type Shown, showPictures } from './pictures.ts';
import { password, type RunningApp, runApp } from './runningApp.ts';

const gallery = { folder: 'walk', title: 'One order, on three screens' };

interface Stage {
  app: RunningApp;
  officer: Account;
  hand: PhoneAtHand;
  wall: Page;
  desk: Page;
  /** Of the other officer, who is always the later one. */
  chief: Page;
  /** Takes the named screens as they are now. */
  shoot(step: string, ...screens: Page[]): Promise<void>;
}

/** Walks it in each of the languages. */
export async function drawWalk(languages: readonly string[]): Promise<void> {
  mkdirSync(folderOf(gallery), { recursive: true });
  const browser = await openBrowser();
  const drawn: Shown[] = [];
  try {
    for (const language of languages) {
      const app = await runApp();
      try {
        const stage = await setStage(browser, app, { language, drawn });
        await walk(stage);
        await comeLate(stage);
      } finally {
        await app.remove();
      }
    }
  } finally {
    await browser.close();
    showPictures(gallery, drawn);
  }
}

async function setStage(
  browser: Browser,
  app: RunningApp,
  { language, drawn }: { language: string; drawn: Shown[] },
): Promise<Stage> {
  await enterDistrict(app);
  await enterStreet(app);
  const admin = await account(app, 'admin');
  const ownRule = { enabled: true, params: { offDelayS: 10 }, reason: '镜头前一晃而过' };
  await admin.call('PUT', `/sites/${kitchen.id}/rules/rodent-seen`, ownRule);
  const screen = async (username: string, path: string, viewport: { width: number; height: number }) => {
    const context = await browser.newContext({ viewport });
    await context.addInitScript((chosen) => localStorage.setItem('mingchu.language', chosen), language);
    return signIn(context, app.url, { username, password, path });
  };
  const hand = await openPhone(browser, app);
  await hand.page.evaluate((chosen) => localStorage.setItem('mingchu.language', chosen), language);
  await hand.page.reload();
  const wall = await screen('duty', '/wall', { width: 1920, height: 1080 });
  const desk = await screen('duty', '/console', { width: 1366, height: 768 });
  const chief = await screen('chief', '/console', { width: 1366, height: 768 });
  const names = new Map([
    [wall, 'wall'],
    [desk, 'desk'],
    [chief, 'chief'],
    [hand.page, 'phone'],
  ]);
  let count = 0;
  return {
    app,
    officer: await account(app, 'duty'),
    hand,
    wall,
    desk,
    chief,
    shoot: async (step, ...screens) => {
      count += 1;
      const name = `${String(count).padStart(2, '0')} ${step}`;
      for (const page of screens) {
        const caption = names.get(page) ?? '';
        const file = `${language}-${name}-${caption}.png`.replaceAll(' ', '-');
        await page.screenshot({ path: join(folderOf(gallery), file) });
        drawn.push({ heading: `${language} · ${name}`, caption, file });
      }
      console.log(`${language} ${name}`);
    },
  };
}

/** From the flag to the close. */
async function walk(stage: Stage): Promise<void> {
  const { app, officer, hand, wall, desk, chief } = stage;
  const { page: phone, context } = hand;
  const three = (step: string) => stage.shoot(step, wall, desk, phone);
  await desk.locator('.worklist').waitFor();
  await three('calm');
  await showFrame(app);
  await showRat(app);
  await phone.getByTestId('new-order').waitFor();
  await atStage(stage, 'offered');
  await desk.getByTestId('worklist-item').click();
  await desk.getByTestId('act-review').waitFor();
  await three('offered');
  await phone.getByTestId('act-accept').tap();
  await atStage(stage, 'accepted');
  await three('accepted');
  await phone.getByTestId('act-depart').tap();
  await atStage(stage, 'en-route');
  await three('on the way');
  const code = await doorCode(officer);
  await context.setOffline(true);
  await phone.getByTestId('not-live').waitFor({ timeout: 20_000 });
  await walkToDoor(hand);
  await phone.locator('[data-testid=proof-row-position][data-proof=got]').waitFor();
  await three('offline at the door');
  await phone.getByTestId('door-code').fill(code);
  await phone.getByTestId('photo-arrival').setInputFiles(await photo(wall));
  await phone.locator('[data-testid=proof-row-photo][data-proof=got]').waitFor();
  await phone.getByTestId('record-arrival').tap();
  await phone.locator('[data-testid=order][data-state=arrived]').waitFor();
  await three('arrived offline');
  await context.setOffline(false);
  await atStage(stage, 'arrived');
  await phone.getByTestId('queue').waitFor({ state: 'detached' });
  await three('back in the network');
  await phone.getByTestId('photo-before').setInputFiles(await photo(wall));
  await fillReport(phone, '王师傅');
  await three('report');
  await phone.getByTestId('act-submit').tap();
  await desk.locator('[data-testid=worklist-item][data-dispatch-state=submitted]').waitFor();
  await desk.locator('.report').waitFor();
  await three('reported');
  await chief.getByTestId('worklist-item').click();
  await chief.getByTestId('act-verify').click();
  await desk.getByTestId('act-verify').click();
  await desk.locator('textarea[name=comment]').fill('照片清楚');
  await chief.locator('textarea[name=comment]').fill('已看报告');
  await desk.getByTestId('act-commit').click();
  await desk.getByTestId('worklist-item').waitFor({ state: 'detached' });
  await chief.locator('.act-form .act-overtaken').waitFor();
  await stage.shoot('closed', wall, desk, phone, chief);
}

/** The camera's picture of it, which stays as evidence. */
async function showFrame(app: RunningApp): Promise<void> {
  const client = await mqtt.connectAsync(app.mqttUrl, { clientId: 'walk-camera', protocolVersion: 4 });
  await client.publishAsync(topicOf(kitchen.id, camera, 'frame'), await cameraStill(Date.now(), 'rodent'));
  await client.endAsync();
}

/** What the later of two officers sees: his request is held back until the other's act has been done. */
async function comeLate(stage: Stage): Promise<void> {
  const { app, officer, desk, chief, shoot } = stage;
  await showTrouble(app, 'smoking');
  await chief.goto(`${app.url}/console`);
  await chief.getByTestId('worklist-item').click();
  await desk.getByTestId('worklist-item').click();
  await chief.getByTestId('act-ack').waitFor();
  const id = new URL(chief.url()).searchParams.get('id') ?? '';
  const path = `/violations/${id}`;
  const version = async () => (await officer.call<Violation>('GET', path)).version;
  const order = async () =>
    (await openOrders(officer)).find(({ violationId }) => violationId === id) as Dispatch;
  const late = async (step: string, first: () => Promise<unknown>, act: () => Promise<void>) => {
    await chief.route('**/api/v1/**', async (route) => {
      if (route.request().method() === 'POST') await first();
      await route.continue();
    });
    await act();
    await chief.locator('.act-notices .act-overtaken, .act-form .act-overtaken').first().waitFor();
    await shoot(`late to ${step}`, desk, chief);
    await chief.unroute('**/api/v1/**');
    await chief.keyboard.press('Escape');
  };
  await late(
    'acknowledge',
    async () => officer.call('POST', `${path}/ack`, { version: await version() }),
    () => chief.getByTestId('act-ack').click(),
  );
  await late(
    'dispatch',
    async () => {
      const { id: orderId, version: seen } = await order();
      await officer.call('POST', `/dispatches/${orderId}/recall`, { version: seen, reason: '已电话处理' });
    },
    async () => {
      await chief.getByTestId('act-dispatch').click();
      await chief.locator('input[name=inspectorId]').last().check();
      await chief.locator('textarea[name=reason]').fill('他在附近');
      await chief.getByTestId('act-commit').click();
    },
  );
  await late(
    'shelve',
    async () => {
      const body = { version: await version(), minutes: 30, reason: '现场正在处理' };
      await officer.call('POST', `${path}/shelve`, body);
    },
    async () => {
      await chief.getByTestId('act-shelve').click();
      await chief.locator('textarea[name=reason]').fill('等他回话');
      await chief.getByTestId('act-commit').click();
    },
  );
}

/** Until wall and desk both show the order there. */
async function atStage({ wall, desk }: Stage, state: Dispatch['state']): Promise<void> {
  const there = `[data-dispatch-state=${state}]`;
  await wall.locator(`[data-testid=violation-row]${there}`).waitFor();
  await desk.locator(`[data-testid=worklist-item]${there}`).waitFor();
}
