/**
 * The bench `soak`: whether a wall that hangs for long grows. Its layouts and cameras take turns, cameras send pictures,
 * devices change and violations open and close many times as often as in life; now and then the server is started anew
 * and the registry is entered again. Once in each round, on the same layout, the page is counted after a forced
 * collection. It fails when something has certainly grown in the second half, and when a round does not come about: what
 * was seen until then is told.
 *
 * Flags: `--minutes 6`, `--rate 200` (changes a second). Fewer minutes than 6 are not enough to tell.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { dutyLayout } from '@mingchu/shared/shippedWall';
import type { WallLayout } from '@mingchu/shared/wallLayout';
import { countFromTheStart, countPage, type PageCounts } from '../e2e/pageCounts.ts';
import type { RunningApp } from '../e2e/runningApp.ts';
import { judgeGrowth, slopeOf } from './growth.ts';
import { changeAtRate, createChurn } from './wallChanges.ts';
import { wallDistrict, withWall, type WallUnderLoad } from './wallBrowser.ts';
import { type Cameras, sendPictures } from './wallPictures.ts';

/** Of each layout of the playlist; the least that a playlist takes. */
const turnS = 10;
/** After a layout was hung the page is counted once it has settled, ms. */
const settleMs = 4_000;
/** What is only there for a moment (a picture on its way out) is in one count and not in another. */
const countsALook = 3;
const countEveryMs = 700;
const leastMinutes = 6;
const roundsPerRestart = 4;
const roundsPerRegistry = 3;

/** The panels that the duty layout has not, and more tiles. */
const otherLayout: WallLayout = {
  name: 'soak',
  title: 'soak',
  theme: 'light',
  scale: 1,
  panels: [
    { kind: 'cameras', column: 1, row: 1, width: 12, height: 12, tiles: 9 },
    { kind: 'intake', column: 13, row: 1, width: 4, height: 4 },
    { kind: 'inspectors', column: 13, row: 5, width: 4, height: 8 },
    { kind: 'map', column: 17, row: 1, width: 8, height: 12 },
  ],
};

/**
 * Growth an hour that is let pass: what a run of minutes cannot tell from code that the engine compiles late. It is little
 * for a fault: 12 B kept from each of 200 changes a second, or 8 kB from each panel that was taken down, are above it.
 */
const tolerancePerHour = {
  heapMiB: 8,
  nodes: 1_000,
  listeners: 50,
  documents: 2,
  intervals: 10,
  timeouts: 10,
  objectUrls: 300,
  workers: 2,
  sockets: 2,
} as const satisfies PageCounts;
const measures = Object.keys(tolerancePerHour) as (keyof PageCounts)[];
type Look = PageCounts & { atS: number };

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { minutes: { type: 'string', default: '6' }, rate: { type: 'string', default: '200' } },
  });
  if (!(Number(values.minutes) >= leastMinutes)) throw new RangeError(`at least --minutes ${leastMinutes}`);
  const seconds = Number(values.minutes) * 60;
  const looks: Look[] = [];
  await withWall({ prepare: countFromTheStart }, async (under) => {
    await hangInTurns(under);
    const cameras = sendPictures(under.wall, under.app);
    const load = { rate: Number(values.rate), churn: createChurn() };
    const startAt = performance.now();
    const passedS = () => (performance.now() - startAt) / 1_000;
    const changing = changeAtRate(under.db, { ...load, seconds });
    // When a round fails, the changes fail after it, without a database: the round's error is the one to tell.
    changing.catch(() => {});
    try {
      for (let round = 1; passedS() < seconds - 3 * turnS; round += 1) {
        looks.push({ atS: Math.round(passedS()), ...(await lookOnce(under, cameras)) });
        if (round % roundsPerRestart === 0) await restart(under.app);
        if (round % roundsPerRegistry === 0) await enterRegistry(under);
      }
    } catch (error) {
      report(looks, { endedAtS: Math.round(passedS()) });
      throw error;
    }
    const changesPerS = await changing;
    await cameras.close();
    const differences = await figure(under.app, 'mingchu_screen_differences');
    report(looks, { changesPerS, differences });
  });
}

async function hangInTurns({ wall, admin, app }: WallUnderLoad): Promise<void> {
  const { name } = otherLayout;
  await admin.call('PUT', `/wall/layouts/${name}`, { revision: 0, layout: otherLayout });
  const entries = [dutyLayout.name, name].map((layout) => ({ layout, seconds: turnS }));
  const playlist = { name: 'soak', title: 'soak', entries, events: [] };
  await admin.call('PUT', '/wall/playlists/soak', { revision: 0, playlist });
  await wall.goto(`${app.url}/wall?playlist=soak`);
}

/** Waits for the next turn of the duty layout, and takes the least of some counts when it has settled. */
async function lookOnce({ wall, cdp }: WallUnderLoad, cameras: Cameras): Promise<PageCounts> {
  await wall.locator(`.wall[data-layout=${otherLayout.name}]`).waitFor({ timeout: 3 * turnS * 1_000 });
  await wall.locator(`.wall[data-layout=${dutyLayout.name}]`).waitFor({ timeout: 3 * turnS * 1_000 });
  // A picture that another one replaces is kept for two seconds more.
  cameras.pause();
  await sleep(settleMs);
  const least = await countPage(wall, cdp);
  for (let count = 1; count < countsALook; count += 1) {
    await sleep(countEveryMs);
    const next = await countPage(wall, cdp);
    for (const measure of measures) least[measure] = Math.min(least[measure], next[measure]);
  }
  cameras.resume();
  return least;
}

/** What a wall sees of an update: its line is lost, and taken up again. */
async function restart(app: RunningApp): Promise<void> {
  await app.stop();
  await app.start();
}

async function enterRegistry({ admin }: WallUnderLoad): Promise<void> {
  await admin.call('PUT', '/registry', wallDistrict());
}

function report(looks: readonly Look[], facts: Record<string, number>): void {
  console.table(looks);
  const half = looks.slice(Math.floor(looks.length / 2));
  const verdicts = measures.map((measure) => {
    const slope = slopeOf(half.map((look) => ({ atS: look.atS, value: look[measure] })));
    const rounded = Object.entries(slope).map(([name, value]) => [name, Math.round(value * 100) / 100]);
    const tolerance = tolerancePerHour[measure];
    return { measure, ...Object.fromEntries(rounded), tolerance, verdict: judgeGrowth(slope, tolerance) };
  });
  console.table(verdicts);
  console.log(JSON.stringify({ bench: 'soak', looks: looks.length, ...facts, verdicts }));
  if (verdicts.some(({ verdict }) => verdict === 'grows')) process.exitCode = 1;
}

async function figure(app: RunningApp, name: string): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}
