/** The district map of the wall in a real browser: marks as links, keys, pan and zoom, and a real server of tiles below. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { deflateSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser, signIn } from './browser.ts';
import { enterDistrict, kitchen, showRat } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

describe.skipIf(noBrowser)('the district map', () => {
  let app: RunningApp;
  let browser: Browser;
  let context: BrowserContext;
  let wall: Page;
  let tiles: Server;
  const asked: string[] = [];
  const refused: string[] = [];

  beforeAll(async () => {
    tiles = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'image/png').end(plainTile);
    }).listen(0, '127.0.0.1');
    await once(tiles, 'listening');
    const address = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`;
    app = await testApp({ MAP_TILES: `${address}/{z}/{x}/{y}.png`, MAP_TILES_ATTRIBUTION: '虚构测绘' });
    await enterDistrict(app);
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, hasTouch: true });
    wall = await signIn(context, app.url, { username: 'duty', password, path: '/wall' });
    wall.on('console', (message) => {
      if (message.type() === 'error') refused.push(message.text());
    });
    await wall.getByTestId('district-map').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
    tiles?.close();
  });

  it('[MA10] lays the tiles of the set server below, and may load from no other', async () => {
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    const [z = 0, x = 0, y = 0] = (asked[0] ?? '').split(/\D+/).filter(Boolean).map(Number);
    const sine = Math.sin((kitchen.lat * Math.PI) / 180);
    const column = Math.floor((kitchen.lon / 360 + 0.5) * 2 ** z);
    const row = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z);
    expect(Math.abs(x - column) + Math.abs(y - row)).toBeLessThanOrEqual(2);
    await wall.getByText('虚构测绘').waitFor();
    // The tiles are plain and light; turned over by the dark theme they are dark, and more red than blue as no other ground.
    const warmth = async () => {
      const { red, blue } = await groundOf(wall);
      return red - blue;
    };
    await expect.poll(warmth).toBeGreaterThan(10);
    expect((await groundOf(wall)).red).toBeLessThan(70);
    expect(refused).toEqual([]);
    const policy = (await fetch(`${app.url}/wall`)).headers.get('content-security-policy') ?? '';
    const pictures = policy.split(';').find((each) => each.startsWith('img-src'));
    expect(pictures).toBe(
      `img-src 'self' data: blob: http://127.0.0.1:${(tiles.address() as AddressInfo).port}`,
    );
  });

  it('[MA7] moves by keys, stays in the district, and 0 shows it whole', async () => {
    const map = wall.getByTestId('district-map');
    const length = () => wall.locator('.map-scale').innerText();
    const whole = await length();
    await map.focus();
    for (let press = 0; press < 4; press += 1) {
      await map.press('+');
      await wall.waitForTimeout(250);
    }
    await expect.poll(length).not.toBe(whole);
    const near = await map.screenshot();
    await map.press('ArrowLeft');
    await expect.poll(async () => near.equals(await map.screenshot())).toBe(false);
    await map.press('0');
    await expect.poll(length).toBe(whole);
  });

  it('[MA7] is zoomed by two fingers and moved by one', async () => {
    const map = wall.getByTestId('district-map');
    const length = () => wall.locator('.map-scale').innerText();
    const whole = await length();
    const box = await map.boundingBox();
    if (!box) throw new Error('no map');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const fingers = await fingersOn(wall);
    await fingers.move([40, 80, 120, 160].map((apart) => [at(x - apart, y), at(x + apart, y)]));
    await expect.poll(length).not.toBe(whole);
    // It follows the fingers frame by frame.
    await settled(length);
    const near = await length();
    const before = await map.screenshot();
    await fingers.move([0, 30, 60, 90].map((aside) => [at(x + aside, y + aside)]));
    await expect.poll(async () => before.equals(await map.screenshot())).toBe(false);
    expect(await length()).toBe(near);
    await fingers.move([160, 120, 80, 40, 20].map((apart) => [at(x - apart, y), at(x + apart, y)]));
    await expect.poll(length).toBe(whole);
  });

  it('[MA9] draws a new violation on the upper canvas alone', async () => {
    const map = wall.getByTestId('district-map');
    const draws = async (name: string) => Number(await map.getAttribute(`data-${name}-draws`));
    await settled(() => draws('base'));
    const [base, overlay] = [await draws('base'), await draws('overlay')];
    // Letters that come for the first time bring a piece of the font, after which names are drawn anew.
    await wall.evaluate(() => {
      const seen = Object.assign(globalThis, { fontPieces: 0 });
      document.fonts.addEventListener('loadingdone', () => {
        seen.fontPieces += 1;
      });
    });
    const fontPieces = () =>
      wall.evaluate(() => (globalThis as typeof globalThis & { fontPieces: number }).fontPieces);
    await showRat(app);
    await wall.getByTestId('map-mark').waitFor({ state: 'attached' });
    // Keys were pressed within the last minute: the view stays, and does not glide to the news.
    await expect.poll(() => draws('overlay')).toBeGreaterThan(overlay);
    expect((await draws('base')) - base).toBeLessThanOrEqual(await fontPieces());
  });

  it('[MA11] leads from a mark to the page of its kitchen by Enter, and on to its camera', async () => {
    const mark = wall.getByTestId('map-mark').first();
    expect(await mark.getAttribute('aria-label')).toContain('实验小学食堂');
    await mark.focus();
    const [page] = await Promise.all([context.waitForEvent('page'), wall.keyboard.press('Enter')]);
    await page.waitForURL(`**/console/site/${kitchen.id}`);
    await page.close();
    const [again] = await Promise.all([context.waitForEvent('page'), mark.click()]);
    await again.waitForURL(`**/console/site/${kitchen.id}`);
    await again.locator('.site-cameras li').first().waitFor();
    await again.close();
  });

  it('[QU6] so does each row of the queue, wherever it is touched', async () => {
    const clock = wall.getByTestId('violation-row').first().locator('.row-clock');
    const [page] = await Promise.all([context.waitForEvent('page'), clock.click({ force: true })]);
    await page.waitForURL(`**/console/site/${kitchen.id}`);
    await page.close();
  });

  it('[MA9] pans 25,000 kitchens without jank', async () => {
    const page = await context.newPage();
    await page.addInitScript(() => sessionStorage.setItem('mingchu.mock.session', 'duty'));
    await page.goto(`${app.url}/wall?mock=1&case=big`);
    const map = page.getByTestId('district-map');
    await map.waitFor();
    await page.waitForTimeout(3_000);
    await map.focus();
    for (let press = 0; press < 5; press += 1) {
      await map.press('+');
      await page.waitForTimeout(250);
    }
    const box = await map.boundingBox();
    if (!box) throw new Error('no map');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    const before = Number(await map.getAttribute('data-base-draws'));
    const frames = framesDuring(page, 1_500);
    for (let step = 0; step < 80; step += 1) {
      await page.mouse.move(x + Math.sin(step / 8) * 150, y + Math.cos(step / 8) * 150);
    }
    const median = await frames;
    await page.mouse.up();
    expect(Number(await map.getAttribute('data-base-draws')) - before).toBeGreaterThan(20);
    // 50 frames a second, and half of that again for a machine that is busy with other tests.
    expect(median).toBeLessThan(30);
    await page.close();
  });
});

const at = (x: number, y: number): { x: number; y: number } => ({ x, y });

/** Fingers on a screen: each move puts them down, takes them from place to place, and lifts them. */
async function fingersOn(page: Page): Promise<{ move(places: { x: number; y: number }[][]): Promise<void> }> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', places: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: places.map((place, id) => ({ ...place, id })),
    });
  return {
    move: async ([first = [], ...others]) => {
      await touch('touchStart', first);
      for (const places of others) await touch('touchMove', places);
      await touch('touchEnd', []);
    },
  };
}

/** One plain pixel, light and warm, as a PNG: browsers draw it as large as a tile. */
const plainTile = pngOf(Buffer.from([0, 255, 200, 60]));

/** A PNG of one pixel; `scanline`: its filter byte, then red, green, blue. */
function pngOf(scanline: Buffer): Buffer {
  const chunk = (name: string, body: Buffer): Buffer => {
    const typed = Buffer.concat([Buffer.from(name, 'latin1'), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, sum]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(scanline)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** The colour of the corner of the map, where nothing is drawn but ground. */
async function groundOf(page: Page): Promise<{ red: number; blue: number }> {
  const box = await page.getByTestId('district-map').boundingBox();
  if (!box) return { red: 0, blue: 0 };
  const clip = { x: box.x + box.width - 60, y: box.y + box.height - 60, width: 8, height: 8 };
  const picture = (await page.screenshot({ clip })).toString('base64');
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const context = new OffscreenCanvas(8, 8).getContext('2d');
    context?.drawImage(image, 0, 0);
    const [red = 0, , blue = 0] = context?.getImageData(4, 4, 1, 1).data ?? [];
    return { red, blue };
  }, picture);
}

/** Waits until what is read stays the same for a second. */
async function settled<What>(read: () => Promise<What>): Promise<void> {
  let last: What | undefined;
  await expect
    .poll(
      async () => {
        const now = await read();
        const same = now === last;
        last = now;
        return same;
      },
      { interval: 1_000, timeout: 15_000 },
    )
    .toBe(true);
}

/** Median time between frames, ms. */
function framesDuring(page: Page, forMs: number): Promise<number> {
  return page.evaluate(
    (limitMs) =>
      new Promise<number>((resolve) => {
        const times: number[] = [];
        const startMs = performance.now();
        let lastMs = startMs;
        const step = (nowMs: number): void => {
          times.push(nowMs - lastMs);
          lastMs = nowMs;
          if (nowMs - startMs < limitMs) requestAnimationFrame(step);
          else resolve(times.sort((a, b) => a - b)[times.length >> 1] ?? Infinity);
        };
        requestAnimationFrame(step);
      }),
    forMs,
  );
}
