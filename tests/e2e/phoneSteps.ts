/** What the phone's walks share: a phone in a browser, what can be touched on it, and how a report is filled in. */
import type { DoorCodeView } from '@mingchu/shared/arrival';
import { topicOf } from '@mingchu/shared/mqtt';
import mqtt from 'mqtt';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { signIn } from './browser.ts';
import { type Account, camera, inspector, kitchen } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';

/** A thumb in a hurry needs this much, CSS pixels. */
const leastTouchPx = 56;

export interface PhoneAtHand {
  context: BrowserContext;
  page: Page;
}

/** An inspector's phone, signed in, standing at the kitchen. */
export async function openPhone(
  browser: Browser,
  app: RunningApp,
  username = inspector,
): Promise<PhoneAtHand> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    geolocation: { latitude: kitchen.lat, longitude: kitchen.lon, accuracy: 8 },
    permissions: ['geolocation', 'notifications'],
  });
  const page = await signIn(context, app.url, { username, password, path: '/m' });
  return { context, page };
}

/** He comes to the door: a phone that moves has a new fix, and only then. */
export async function walkToDoor({ context, page }: PhoneAtHand): Promise<void> {
  await context.setGeolocation({ latitude: kitchen.lat + 0.000_1, longitude: kitchen.lon, accuracy: 8 });
  await page.getByTestId('act-arrive').tap();
}

/** What can be touched and is too low or too narrow for it. */
export function tooSmallToTouch(page: Page): Promise<string[]> {
  return page
    .locator(
      '.phone :is(button, a, summary, select, fieldset label, input:not([type=radio], [type=checkbox], [type=file]))',
    )
    .evaluateAll(
      (targets, least) =>
        targets
          .filter((target) => target.checkVisibility())
          .filter((target) => {
            const { width, height } = target.getBoundingClientRect();
            return Math.min(width, height) < least;
          })
          .map((target) => `${target.tagName} ${target.textContent ?? ''}`),
      leastTouchPx,
    );
}

/** The camera sees something else that somebody is sent for at once: another order, whatever has been seen before. */
export async function showTrouble(app: RunningApp, type: 'fire-smoke' | 'smoking'): Promise<void> {
  const client = await mqtt.connectAsync(app.mqttUrl, { clientId: `e2e-${type}`, protocolVersion: 4 });
  for (let index = 0; index < 8; index += 1) {
    const ts = Date.now() - (8 - index) * 1000;
    const seen = {
      id: `${type}-${ts}`,
      ts,
      type,
      confidence: 0.98,
      zone: 'prep',
      box: [0.3, 0.3, 0.2, 0.3],
    };
    await client.publishAsync(topicOf(kitchen.id, camera, 'detection'), JSON.stringify(seen), { qos: 1 });
  }
  await client.endAsync();
}

/** The code that the screen at the kitchen's door shows now. */
export async function doorCode(officer: Account): Promise<string> {
  return (await officer.call<DoorCodeView>('GET', `/sites/${kitchen.id}/door-code`)).code;
}

/** What a phone's camera sees at the door: the printed page, in the shade, from aside and some steps away. */
export async function doorSeenByCamera(browser: Browser, app: RunningApp): Promise<Buffer> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 960 } });
  const path = '/office/door-codes';
  const desk = await signIn(context, app.url, { username: 'duty', password, path });
  await desk.locator('input.office-site').fill(kitchen.name);
  const paper = desk.getByTestId('door-page');
  await paper.waitFor();
  await desk.emulateMedia({ media: 'print' });
  await paper.evaluate((page) => {
    page.style.background = 'white';
    page.style.transform = 'perspective(60rem) rotateY(30deg) rotate(8deg) scale(0.25)';
    document.body.style.background = '#6b6156';
    document.documentElement.style.filter = 'brightness(0.5)';
  });
  const seen = await desk.screenshot({ type: 'jpeg', quality: 80 });
  await context.close();
  return seen;
}

/** A JPEG as a camera app hands it over: the page as it looks now. */
export async function photo(page: Page): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  return { name: 'kitchen.jpg', mimeType: 'image/jpeg', buffer: await page.screenshot({ type: 'jpeg' }) };
}

/** Answers all that the checklist asks, adds a picture and signs with a finger. */
export async function fillReport(page: Page, signer: string): Promise<void> {
  const report = page.getByTestId('report');
  await report.locator('input[value=corrected-on-spot]').check();
  for (const question of await report.locator('fieldset[data-part^="answer "]').all())
    await question.getByRole('radio').first().check();
  await page.getByTestId('photo-after').setInputFiles(await photo(page));
  await report.locator('.photo-strip img').waitFor();
  await sign(page);
  await report.locator('input[name=signer]').fill(signer);
}

async function sign(page: Page): Promise<void> {
  const pad = page.getByTestId('signature');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('there is no box to sign in');
  const at = (right: number, down: number): [number, number] => [
    box.x + box.width * right,
    box.y + box.height * down,
  ];
  await page.mouse.move(...at(0.2, 0.5));
  await page.mouse.down();
  await page.mouse.move(...at(0.4, 0.3), { steps: 4 });
  await page.mouse.move(...at(0.6, 0.7), { steps: 4 });
  await page.mouse.up();
}

/** State of the service worker of the phone. */
export function workerState(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => (await navigator.serviceWorker.getRegistration('/m'))?.active?.state);
}

/** A page of his own that the phone has kept. */
export function keptPage<Kept>(page: Page, key: string): Promise<Kept | undefined> {
  return page.evaluate(
    (name) =>
      new Promise<unknown>((resolve, reject) => {
        const opening = indexedDB.open('mingchu-phone');
        opening.onerror = () => reject(opening.error ?? new Error('not opened'));
        opening.onsuccess = () => {
          const db = opening.result;
          const reading = db.transaction('pages').objectStore('pages').get(name);
          reading.onsuccess = () => {
            db.close();
            resolve(reading.result);
          };
        };
      }),
    key,
  ) as Promise<Kept | undefined>;
}
