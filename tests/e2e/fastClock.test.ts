/** A rehearsal: the clock of the district runs at twenty times real time, and the wall says nothing that is not so. */
import mqtt from 'mqtt';
import { topicOf } from '@mingchu/shared/mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser, signIn } from './browser.ts';
import { camera, enterDistrict, kitchen, showRat } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

const speed = 20;
const dayMs = 24 * 3_600_000;

interface Look {
  realMs: number;
  covered: boolean;
  hatched: string[];
  signs: string[];
  tile: string | undefined;
  pictureAgeMs: number | undefined;
  remainingMs: number | undefined;
  clock: string;
}

describe.skipIf(noBrowser)('a wall at a fast clock', () => {
  let app: RunningApp;
  let browser: Browser;
  let wall: Page;

  beforeAll(async () => {
    app = await testApp({ CLOCK_SPEED: String(speed) });
    await enterDistrict(app);
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    wall = await signIn(context, app.url, { username: 'duty', password, path: '/wall' });
    await wall.locator('[data-link=synced]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  it('[TL1] [TL7] [TL8] is never covered or hatched, and its clocks run twenty times as fast', async () => {
    const picture = await wall.screenshot({ type: 'jpeg', quality: 30, scale: 'css' });
    const client = await mqtt.connectAsync(app.mqttUrl, { clientId: 'e2e-frames', protocolVersion: 4 });
    // A real camera sends one a second, whatever the clock of the district says; no two are the same.
    const sendPicture = (n: number) =>
      client.publishAsync(topicOf(kitchen.id, camera, 'frame'), Buffer.concat([picture, Buffer.from([n])]));
    let sent = 0;
    const sending = setInterval(() => void sendPicture(sent++), 1_000);
    await showRat(app);
    await wall.locator('[data-testid=ring][data-remaining-ms]').first().waitFor();
    await wall.locator('[data-testid=camera-tile][data-state=live]').first().waitFor();
    const looks: Look[] = await wall.evaluate(lookFor, 20_000);
    clearInterval(sending);
    await client.endAsync();
    expect(looks.length).toBeGreaterThan(10);
    expect(looks.filter(({ covered }) => covered)).toEqual([]);
    expect([...new Set(looks.flatMap(({ hatched, signs }) => [...hatched, ...signs]))]).toEqual([]);
    expect([...new Set(looks.map(({ tile }) => tile))]).toEqual(['live']);
    // A second between two pictures is twenty in the district: that is told, though it makes nothing old.
    expect(Math.max(...looks.map(({ pictureAgeMs }) => pictureAgeMs ?? 0))).toBeGreaterThan(speed * 400);
    const [first, last] = [looks.at(0), looks.at(-1)];
    if (!first || !last) throw new Error('nothing was looked at');
    const pace = (districtMs: number) => districtMs / (last.realMs - first.realMs);
    const ring = pace((first.remainingMs ?? 0) - (last.remainingMs ?? 0));
    const clock = pace((timeOfDayMs(last.clock) - timeOfDayMs(first.clock) + dayMs) % dayMs);
    // Both are drawn once a second, and later where the machine is busy.
    for (const each of [ring, clock]) expect(Math.abs(each - speed)).toBeLessThan(4);
  });
});

/** `hh:mm:ss` as ms. */
function timeOfDayMs(text: string): number {
  const [h = 0, min = 0, s = 0] = text.split(':').map(Number);
  return ((h * 60 + min) * 60 + s) * 1_000;
}

/** In the page: what it shows, four times a second. */
async function lookFor(forMs: number): Promise<Look[]> {
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
  const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const looks: Look[] = [];
  for (const fromMs = performance.now(); performance.now() - fromMs < forMs; ) {
    const tile = all('[data-testid=camera-tile]')[0]?.dataset;
    const cover = all('.not-live-cover')[0];
    looks.push({
      realMs: performance.now(),
      covered: cover !== undefined && Number(getComputedStyle(cover).opacity) > 0,
      // The cover lies ready all the time; whether it is seen is told above.
      hatched: all('.hatched:not(.not-live-cover, .not-live-cover *)').map((element) => element.innerText),
      signs: all('[data-sign]').map((element) => element.innerText),
      tile: tile?.['state'],
      pictureAgeMs: numberOf(tile?.['ageMs']),
      remainingMs: numberOf(all('[data-testid=ring]')[0]?.dataset['remainingMs']),
      clock: all('.wall-clock')[0]?.innerText ?? '',
    });
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return looks;
}
