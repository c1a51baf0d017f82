/**
 * The bench `wall`: how smoothly the wall draws under many changes, how long a change takes to its pixels, how soon a
 * cold wall says something, and how much script it loads.
 *
 * Flags: `--rate 200` (changes a second), `--seconds 20`, `--violations` (among the changes; else the health of devices).
 * With `--tiles 16 --streams 4` instead: as many cameras on the wall, of which so many play live (`--fps 25`) and the others
 * send a picture every second; `--unpaced` takes away the browser's own limit to frames.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { appendChanges } from '@mingchu/server/platform/changelog/changeLog';
import type { Database } from '@mingchu/server/platform/postgres/database';
import { collectedHeapBytes } from '../e2e/pageCounts.ts';
import { coldLoad, screens } from './coldLoad.ts';
import { latenciesOf, preciseNow } from './liveWalls.ts';
import { withWall } from './wallBrowser.ts';
import { changeAtRate, createChurn } from './wallChanges.ts';
import { countFrames } from './wallFrames.ts';
import { measureTiles } from './wallTiles.ts';

const markEveryMs = 250;
/** Where the wall tells how many inspectors are on shift. */
const marked = '.panel.map .panel-head p';

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '20' },
      violations: { type: 'boolean', default: false },
      tiles: { type: 'string', default: '0' },
      streams: { type: 'string', default: '0' },
      fps: { type: 'string', default: '25' },
      unpaced: { type: 'boolean', default: false },
    },
  });
  const tiles = Number(values.tiles);
  if (tiles > 0) {
    const [streams, fps] = [Number(values.streams), Number(values.fps)];
    const [rate, seconds] = [Number(values.rate), Number(values.seconds)];
    return measureTiles({ tiles, streams, fps, rate, seconds, unpaced: values.unpaced });
  }
  await withWall({}, async ({ wall, cdp, browser, db, app: { url } }) => {
    const cold = [];
    for (const screen of screens) cold.push(await coldLoad(wall, url, screen));
    await wall.goto(`${url}/wall`);
    await wall.locator(screens[0].sign).first().waitFor();
    const heapBefore = await collectedHeapBytes(cdp);
    const counting = await countFrames({ page: wall, cdp, browser }, marked);
    const seconds = Number(values.seconds);
    const [changesPerS, marks] = await Promise.all([
      changeAtRate(db, {
        rate: Number(values.rate),
        seconds,
        ...(values.violations && { churn: createChurn() }),
      }),
      markForS(db, seconds),
    ]);
    await sleep(1_000);
    const { figures, seen } = await counting.stop();
    const delays = marks.flatMap((at, index) => {
      const first = seen.find((each) => each >= at && each < (marks[index + 1] ?? Infinity));
      return first === undefined ? [] : [first - at];
    });
    const result = {
      changesPerS,
      ...figures,
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
      appendChanges(tx, at, [{ kind: 'inspector', body }]);
    });
    await sleep(markEveryMs);
  }
  return marks;
}
