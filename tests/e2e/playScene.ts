/**
 * A scene of the in-browser mock that looks the same on every machine. The page's clock stands still but for steps of a
 * fixed length and number, so that the same has happened in every picture; between two steps everything that takes real
 * time (files, letters, pictures, a drawn frame) is waited for, however long a busy machine takes.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page, Request } from 'playwright-core';

export interface Scene {
  name: string;
  /** Path and query below the application's address. */
  path: string;
  language?: 'en';
  /** What is chosen for desk and phone; as they begin if absent. */
  theme?: string;
  size?: { width: number; height: number };
  /** How long it plays, s of the page's clock; less than 7 keeps the tiles of the first turn. */
  playS?: number;
  /** When it plays, ISO 8601; noon of a school day if absent. */
  at?: string;
  /** Who has signed in, duty if absent; null for nobody. */
  who?: string | null;
  /** Language of the browser's own parts, such as fields for dates. */
  locale?: string;
  /** JPEG that every still of a camera shows; without it there is none. */
  still?: Buffer;
  /** What a person does once it has played, in turn. */
  steps?: readonly Step[];
  /** Told of each address that the page asks for. */
  onRequest?: (url: string) => void;
}

/** What a person does: presses what a selector finds, types into it, presses a key, or has the page printed. */
export type Step =
  | readonly ['press', string]
  | readonly ['type', string, string]
  | readonly ['key', string]
  | readonly ['print'];

/** Time of a scene that names none: a school day at noon. */
export const noon = '2026-11-24T12:00:00+08:00';
/** Not at the turn of a second: what is rounded down to it would be one or the other. */
const startMs = 1_400;
const stepMs = 500;
const usualPlayS = 6;
/** Looks at what is under way this often, ms of real time. */
const lookMs = 5;
/** A page that is not still after this long between two steps never will be, ms of real time. */
const settleLimitMs = 60_000;
/** What is not there after this long will not come, ms of real time. */
const findLimitMs = 5_000;

/** Plays it; the page is at its end, and stands still. Throws when it does not come to rest. */
export async function playScene(browser: Browser, url: string, scene: Scene): Promise<Page> {
  const context = await browser.newContext({
    viewport: scene.size ?? { width: 1920, height: 1080 },
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Shanghai',
    ...(scene.locale && { locale: scene.locale }),
  });
  const page = await context.newPage();
  const open = watchRequests(page);
  page.on('request', (request) => scene.onRequest?.(request.url()));
  const { still } = scene;
  if (still)
    await page.route(/\.jpg(\?|$)/, (route) => route.fulfill({ body: still, contentType: 'image/jpeg' }));
  const begins = new Date(scene.at ?? noon);
  await page.clock.install({ time: begins });
  await page.clock.pauseAt(begins.getTime() + startMs);
  // The thread that listens for a stuck page counts real time, in which the page does stand still.
  await page.addInitScript(() => {
    window.Worker = class extends EventTarget {
      postMessage(): void {}
      terminate(): void {}
    } as unknown as typeof Worker;
  });
  await page.addInitScript(
    ({ language, who, theme }) => {
      localStorage.setItem('mingchu.language', language);
      if (theme !== undefined) localStorage.setItem('mingchu.theme', theme);
      if (who !== null) sessionStorage.setItem('mingchu.mock.session', who);
      // The dialog of the printer would hold the page.
      window.print = () => undefined;
    },
    {
      language: scene.language ?? 'zh-CN',
      who: scene.who === undefined ? 'duty' : scene.who,
      theme: scene.theme,
    },
  );
  await page.goto(`${url}${scene.path}`);
  await settled(page, open);
  const steps = ((scene.playS ?? usualPlayS) * 1_000) / stepMs;
  for (let step = 0; step < steps; step++) {
    await page.clock.runFor(stepMs);
    await settled(page, open);
  }
  for (const step of scene.steps ?? []) {
    await take(page, step);
    await page.clock.runFor(stepMs);
    await settled(page, open);
  }
  await page.evaluate(holdDeadMan);
  return page;
}

async function take(page: Page, [act, what = '', text = '']: Step): Promise<void> {
  if (act === 'key') await page.keyboard.press(what);
  else if (act === 'print') await page.emulateMedia({ media: 'print' });
  else if (act === 'type') await page.locator(what).first().fill(text, { timeout: findLimitMs });
  else await page.locator(what).first().click({ timeout: findLimitMs });
}

/** Requests of the page that are not answered yet. */
function watchRequests(page: Page): ReadonlySet<Request> {
  const open = new Set<Request>();
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return open;
}

/** Until nothing is under way that the page has begun, and a frame without news has been drawn. */
async function settled(page: Page, open: ReadonlySet<Request>): Promise<void> {
  const still = untilStill(page, open).then(() => true);
  if (await Promise.race([still, delay(settleLimitMs, false, { ref: false })])) return;
  still.catch(() => undefined);
  const asked = [...open].map((request) => request.url()).join(', ') || 'nothing that it asked for';
  throw new Error(`${page.url()} is not still after ${settleLimitMs} ms; it waits for ${asked}`);
}

async function untilStill(page: Page, open: ReadonlySet<Request>): Promise<void> {
  do {
    while (open.size > 0) await delay(lookMs);
    await page.evaluate(async () => {
      await document.fonts.ready;
      await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
      // Told after the next frame, whatever the page's clock says; sizes are told to the page before it.
      for (let frame = 0; frame < 2; frame++)
        await new Promise<void>((resolve) => {
          new IntersectionObserver((_entries, observer) => {
            observer.disconnect();
            resolve();
          }).observe(document.documentElement);
        });
    });
  } while (open.size > 0);
}

/** The dead man's cover runs on the browser's own time: it is put where the page's clock says that it is. */
function holdDeadMan(): void {
  for (const animation of document.getAnimations()) {
    const target = (animation.effect as KeyframeEffect | null)?.target;
    if (!target?.matches('.not-live-cover, .not-live-frame')) continue;
    const ranMs = performance.now() - Number(animation.startTime);
    animation.pause();
    animation.currentTime = ranMs;
  }
}
