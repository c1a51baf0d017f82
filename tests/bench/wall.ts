/**
 * The bench `wall`: how smoothly the wall draws under many changes, how long a change takes to its pixels, how soon a
 * cold wall says something, and how much script it loads.
 *
 * Flags: `--rate 200` (changes a second), `--seconds 20`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { appendChanges } from '@mingchu/server/platform/changelog/changeLog';
import type { Database } from '@mingchu/server/platform/postgres/database';
import type { Page } from 'playwright-core';
import { latenciesOf, preciseNow } from './liveWalls.ts';
import { changeAtRate, collectedHeapBytes, withWall } from './wallBrowser.ts';

/** A second with fewer is one in which people see it stutter. */
const fewFrames = 30;
const markEveryMs = 250;
/** Where the wall tells how many inspectors are on shift. */
const marked = '.panel.map .panel-head p';

/** What a cold screen must show before it counts as there. */
const meaningful = { '/wall': '.calm, [data-testid=violation-row]', '/m': 'main' };

/** Parts that come when they are needed: charts, maps and the player of cameras. */
const lazyChunk = /\/(charts|map|hls)[^/]*\.js$/;

/** What the page itself has counted; its times are ms since 1970. */
interface PageFigures {
  frames: number[];
  longTaskMs: number[];
  seen: number[];
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { rate: { type: 'string', default: '200' }, seconds: { type: 'string', default: '20' } },
  });
  await withWall(async ({ wall, cdp, db, url }) => {
    const cold = [];
    for (const [place, sign] of Object.entries(meaningful)) {
      cold.push({ place, ...(await coldLoad(wall, url + place, sign)) });
    }
    await wall.goto(`${url}/wall`);
    await wall.locator(meaningful['/wall']).first().waitFor();
    const heapBefore = await collectedHeapBytes(cdp);
    await watch(wall);
    const seconds = Number(values.seconds);
    const [changesPerS, marks] = await Promise.all([
      changeAtRate(db, { rate: Number(values.rate), seconds }),
      markForS(db, seconds),
    ]);
    await sleep(1_000);
    const figures = await wall.evaluate(() => (globalThis as unknown as { bench: PageFigures }).bench);
    // The last second is not whole.
    const frames = figures.frames.slice(0, -1);
    const delays = marks.flatMap((at, index) => {
      const seen = figures.seen.find((each) => each >= at && each < (marks[index + 1] ?? Infinity));
      return seen === undefined ? [] : [seen - at];
    });
    const result = {
      changesPerS,
      framesPerS: Math.round(frames.reduce((sum, each) => sum + each, 0) / frames.length),
      secondsBelow30: frames.filter((each) => each < fewFrames).length,
      longTasks: figures.longTaskMs.length,
      longTasksMs: Math.round(figures.longTaskMs.reduce((sum, each) => sum + each, 0)),
      heapBeforeMiB: Math.round((heapBefore / 2 ** 20) * 10) / 10,
      heapAfterMiB: Math.round(((await collectedHeapBytes(cdp)) / 2 ** 20) * 10) / 10,
      marksUnseen: marks.length - delays.length,
      ...latenciesOf(delays),
    };
    console.table(cold);
    console.table([result]);
    console.log(JSON.stringify({ bench: 'wall', ...result, cold }));
  });
}

/** From navigation, without the cache, to the sign; `at` is where the duty officer was led. */
async function coldLoad(page: Page, address: string, sign: string) {
  const fresh = await page.context().newPage();
  const scripts: Promise<{ bytes: number; lazy: boolean }>[] = [];
  fresh.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      scripts.push(
        response
          .body()
          .then((body) => ({ bytes: gzipSync(body).length, lazy: lazyChunk.test(response.url()) })),
      );
  });
  const session = await page.context().newCDPSession(fresh);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const begun = preciseNow();
  await fresh.goto(address, { waitUntil: 'commit' });
  await fresh.locator(sign).first().waitFor();
  const meaningfulMs = Math.round(preciseNow() - begun);
  await fresh.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
  const sizes = await Promise.all(scripts);
  const at = new URL(fresh.url()).pathname;
  await fresh.close();
  const kB = (lazy: boolean) =>
    Math.round(sizes.reduce((sum, size) => sum + (size.lazy === lazy ? size.bytes : 0), 0) / 1000);
  return { at, meaningfulMs, scripts: sizes.length, gzipKB: kB(false), lazyGzipKB: kB(true) };
}

/** Counts frames, long tasks and the frames in which the marked text is another. */
async function watch(page: Page): Promise<void> {
  // tsx names functions by a call to this, which the page does not have.
  await page.evaluate('globalThis.__name = (named) => named');
  await page.evaluate((selector) => {
    const bench: PageFigures = { frames: [], longTaskMs: [], seen: [] };
    Object.assign(globalThis, { bench });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) bench.longTaskMs.push(entry.duration);
    }).observe({ entryTypes: ['longtask'] });
    const startAt = performance.now();
    let text = document.querySelector(selector)?.textContent;
    const frame = (): void => {
      const second = Math.floor((performance.now() - startAt) / 1000);
      while (bench.frames.length <= second) bench.frames.push(0);
      bench.frames[second] = (bench.frames[second] ?? 0) + 1;
      const now = document.querySelector(selector)?.textContent;
      if (now !== text) bench.seen.push(performance.timeOrigin + performance.now());
      text = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }, marked);
}

/** Takes an inspector off shift and on again; answers when each change was begun. */
async function markForS(db: Database, seconds: number): Promise<number[]> {
  const marks: number[] = [];
  const endAt = preciseNow() + seconds * 1000;
  for (let onShift = false; preciseNow() < endAt; onShift = !onShift) {
    marks.push(preciseNow());
    const at = new Date();
    await db.transaction(async (tx) => {
      await tx.execute('update inspector set on_shift = $1 where id = $2', [onShift, 'inspector01']);
      const where = { lat: 26.42, lon: 112.85, at: at.toISOString() };
      const body = { inspectorId: 'inspector01', name: 'inspector01', groupId: 'group-1', onShift, ...where };
      await appendChanges(tx, at, [{ kind: 'inspector', body }]);
    });
    await sleep(markEveryMs);
  }
  return marks;
}
