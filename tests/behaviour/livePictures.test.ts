import { activeDispatches } from '@mingchu/server/dispatch/dispatchRoutes';
import { hashPassword } from '@mingchu/server/platform/auth/passwords';
import { importRegistry } from '@mingchu/server/registry/importRegistry';
import { openViolations } from '@mingchu/server/violations/violationRoutes';
import type { FramePush } from '@mingchu/shared/live';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';
import { until } from '../harness/publishers.ts';
import { now } from './liveFacts.ts';
import { type LiveScreen, openScreen } from './liveScreen.ts';
import { signIn, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const tiles = Array.from({ length: 16 }, (_, index) => `site-${String(index + 1).padStart(3, '0')}/cam-1`);
const database = testDatabase();
let server: WebServer;
let screens: LiveScreen[];

beforeEach(async () => {
  screens = [];
  await importRegistry(database.db, { body: smallDistrict(20), actor: 'test', now, hashPassword });
  server = await startWebServer({ db: database.db, readers: { activeDispatches, openViolations } });
});
afterEach(async () => {
  for (const screen of screens) screen.close();
  await server.close();
});

/** A screen that knows the district, and every picture that it is sent. */
async function open(): Promise<{ screen: LiveScreen; pictures: FramePush[] }> {
  const screen = openScreen({ address: server.address, cookie: await signIn(server.address, 'duty') });
  screens.push(screen);
  const pictures: FramePush[] = [];
  screen.socket.on('frame', (frame) => pictures.push(frame));
  await screen.nextSnapshot();
  return { screen, pictures };
}

/** A camera sends its picture number `turn`, of so many bytes. */
function keep(camera: string, turn: number, bytes = 3): void {
  const [siteId = '', deviceId = ''] = camera.split('/');
  const jpeg = Buffer.alloc(bytes, turn);
  jpeg.set([0xff, 0xd8]);
  server.cameras.keep({ siteId, deviceId, at: now.getTime() + turn * 1_000, jpeg });
}

const cameraOf = ({ siteId, deviceId }: FramePush): string => `${siteId}/${deviceId}`;
const turnOf = ({ jpeg }: FramePush): number => Buffer.from(jpeg).at(-1) ?? -1;

describe('pictures', () => {
  it('[LV10] go to those who watch the camera, at once the newest and then each new one', async () => {
    const watching = await open();
    const other = await open();
    keep('site-001/cam-1', 1);
    watching.screen.socket.emit('watch', ['site-001/cam-1', 'not a camera']);
    await until(() => watching.pictures.length === 1);
    keep('site-002/cam-1', 9);
    keep('site-001/cam-1', 2);
    await until(() => watching.pictures.length === 2);
    expect(watching.pictures.map((frame) => [frame.siteId, frame.at, turnOf(frame)])).toEqual([
      ['site-001', '2026-11-24T04:00:01.000Z', 1],
      ['site-001', '2026-11-24T04:00:02.000Z', 2],
    ]);
    expect(other.pictures).toEqual([]);
  });

  it('[LV10] that come all at once all arrive, when the tiles turn and when the cameras send', async () => {
    const { screen, pictures } = await open();
    for (const camera of tiles) keep(camera, 1, 20_000);
    screen.socket.emit('watch', tiles);
    await until(() => pictures.length === tiles.length);
    for (const camera of tiles) keep(camera, 2, 20_000);
    await until(() => pictures.length === 2 * tiles.length);
    expect(pictures.map(cameraOf)).toEqual([...tiles, ...tiles]);
    expect(pictures.map(turnOf)).toEqual([...tiles.map(() => 1), ...tiles.map(() => 2)]);
  });

  it('[LV10] do not pile up for a screen that does not read, which is sent the newest of each tile when it does', async () => {
    const [sleeper, awake] = [await open(), await open()];
    const engine = sleeper.screen.socket.io.engine as unknown as {
      transport: { ws: { _socket: { pause(): void; resume(): void } } };
    };
    for (const { screen } of [sleeper, awake]) screen.socket.emit('watch', tiles);
    keep('site-001/cam-1', 0);
    await until(() => sleeper.pictures.length === 1 && awake.pictures.length === 1);
    const tcp = engine.transport.ws._socket;
    tcp.pause();
    const [bytes, turns] = [100_000, 12];
    for (let turn = 1; turn <= turns; turn++) {
      for (const camera of tiles) keep(camera, turn, bytes);
      await until(() => awake.pictures.length === 1 + turn * tiles.length);
      expect(Math.max(...server.live.waitingBytes())).toBeLessThan(512 * 1024 + 2 * bytes);
    }
    tcp.resume();
    const newest = () => new Map(sleeper.pictures.map((frame) => [cameraOf(frame), turnOf(frame)]));
    await until(() => [...newest().values()].every((turn) => turn === turns));
    expect(newest().size).toBe(tiles.length);
    expect(sleeper.pictures.length).toBeLessThan(turns * tiles.length);
  });
});
