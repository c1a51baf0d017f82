/**
 * A wall of pictures: cameras that send a JPEG every second beside cameras that play live, while devices change. Every
 * camera has a tile in one panel; a second panel beside it, with as many tiles as there are streams, takes turns.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { WallLayout } from '@mingchu/shared/wallLayout';
import type { Page } from 'playwright-core';
import { wallDistrict, withWall } from './wallBrowser.ts';
import { changeAtRate } from './wallChanges.ts';
import { countFrames } from './wallFrames.ts';
import { sendPictures, startStream } from './wallPictures.ts';

/** Until streams play and every tile has its first picture, ms. */
const warmMs = 15_000;

/** Prints and answers nothing; `tiles` cameras, of which `streams` play live. */
export async function measureTiles(load: {
  tiles: number;
  streams: number;
  /** Frames a second of each stream. */
  fps: number;
  rate: number;
  seconds: number;
  /** Draws as often as the page can, and not as the browser would. */
  unpaced: boolean;
}): Promise<void> {
  const stream = await startStream(load.fps);
  try {
    await withWall({ flags: load.unpaced ? ['--disable-frame-rate-limit'] : [] }, async (under) => {
      const { wall, admin, app, db } = under;
      await admin.call('PUT', '/registry', districtOf(load, stream.url));
      const { name } = layoutOf(load);
      await admin.call('PUT', `/wall/layouts/${name}`, { revision: 0, layout: layoutOf(load) });
      await wall.goto(`${app.url}/wall?layout=${name}`);
      const cameras = sendPictures(wall, app);
      await sleep(warmMs);
      const { seconds, rate } = load;
      const counting = await countFrames({ page: wall, cdp: under.cdp, browser: under.browser });
      const [changesPerS, shown] = await Promise.all([
        changeAtRate(db, { rate, seconds }),
        shownForS(wall, seconds),
      ]);
      const { figures } = await counting.stop();
      await cameras.close();
      const result = { ...load, changesPerS, ...shown, ...figures };
      console.table([result]);
      console.log('Painted without a graphics card: by the processor, which also decodes the streams.');
      console.log(
        'Where two or more videos play and none has more than 30 frames/s, Chromium lets any page, an empty one too, draw 30: what this one could draw is told by --unpaced.',
      );
      console.log(JSON.stringify({ bench: 'wall', ...result, graphicsCard: false }));
    });
  } finally {
    await stream.close();
  }
}

function layoutOf({ tiles, streams }: { tiles: number; streams: number }): WallLayout {
  return {
    name: 'tiles',
    title: 'tiles',
    theme: 'dark',
    scale: 1,
    panels: [
      { kind: 'cameras', column: 1, row: 1, width: 16, height: 12, tiles },
      { kind: 'cameras', column: 17, row: 1, width: 8, height: 8, tiles: Math.max(1, streams) },
      { kind: 'devices', column: 17, row: 9, width: 8, height: 4 },
    ],
  };
}

/** Every so manieth camera plays live, so that each turn of the second panel has one of them. */
function districtOf({ tiles, streams }: { tiles: number; streams: number }, url: string) {
  const district = wallDistrict();
  let cameras = 0;
  const devices = district.devices.map((device) => {
    if (device.kind !== 'camera') return device;
    const place = cameras++;
    const live = place < tiles && streams > 0 && place % Math.floor(tiles / streams) === 0;
    const pictures = { kind: 'hls' as const, codec: 'h264' as const, url };
    return { ...device, inService: place < tiles, ...(live && { pictures }) };
  });
  return { ...district, devices };
}

/** Tiles that showed something live, on the average of looks every second. */
async function shownForS(wall: Page, seconds: number): Promise<{ liveJpegs: number; liveStreams: number }> {
  const sums = { liveJpegs: 0, liveStreams: 0 };
  for (let second = 0; second < seconds; second += 1) {
    const live = wall.locator('[data-testid=camera-tile][data-state=live]');
    sums.liveJpegs += await live.filter({ has: wall.locator('img') }).count();
    sums.liveStreams += await live.filter({ has: wall.locator('video') }).count();
    await sleep(1_000);
  }
  const mean = (sum: number) => Math.round((sum / seconds) * 10) / 10;
  return { liveJpegs: mean(sums.liveJpegs), liveStreams: mean(sums.liveStreams) };
}
