/** A camera's HLS on the wall: ffmpeg encodes, a web server with a password hands out, hls.js plays through ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CameraServer, startCameraServer } from '../harness/cameraServer.ts';
import { noBrowser, openBrowser, signIn } from './browser.ts';
import { enterDistrict } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

const noEncoder = (process.env['MINGCHU_SKIP'] ?? '').split(',').includes('ffmpeg');
const secret = 'camera-secret-7301';

describe.skipIf(noBrowser || noEncoder)('live video on the wall', () => {
  const dir = mkdtempSync(join(tmpdir(), 'mingchu-hls-'));
  let encoder: ChildProcess;
  let camera: CameraServer;
  let app: RunningApp;
  let browser: Browser;
  let wall: Page;
  /** What the browser was told, and where it went. */
  const seen: string[] = [];

  beforeAll(async () => {
    encoder = encodeInto(dir);
    camera = await startCameraServer();
    camera.answers(({ path, headers }, response) => {
      const file = join(dir, basename(new URL(path, 'http://camera').pathname));
      if (headers.authorization !== `Basic ${btoa(`wall:${secret}`)}`) response.writeHead(401).end();
      else if (!existsSync(file)) response.writeHead(404).end();
      else response.writeHead(200).end(readFileSync(file));
    });
    await vi.waitFor(() => readFileSync(join(dir, 'live.m3u8')), { timeout: 20_000, interval: 200 });
    app = await testApp();
    const url = `${camera.url}/kitchen/live.m3u8`;
    await enterDistrict(app, { kind: 'hls', codec: 'h264', url, username: 'wall', password: secret });
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    wall = await signIn(context, app.url, { username: 'duty', password, path: '/wall' });
    wall.on('request', (request) => seen.push(request.url()));
    wall.on('response', (response) => {
      if (/\/hls(\?|$)/.test(response.url()))
        void response.text().then(
          (text) => seen.push(text),
          () => undefined,
        );
    });
  });
  afterAll(async () => {
    encoder.kill('SIGKILL');
    await browser?.close();
    await app?.remove();
    await camera?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('[PI10] plays, and is live within seconds of the kitchen', async () => {
    const tile = wall.getByTestId('camera-tile');
    await expect.poll(() => tile.getAttribute('data-state'), { timeout: 30_000 }).toBe('live');
    const before = await playedS(wall);
    await expect.poll(() => playedS(wall)).toBeGreaterThan(before + 2);
    const ageMs = Number(await tile.getAttribute('data-age-ms'));
    // The stream says when each frame was taken: an age of nothing would be a guess.
    expect(ageMs).toBeGreaterThan(0);
    expect(ageMs).toBeLessThan(12_000);
  });

  it('[PI2] tells the browser neither the address of the camera nor its password', async () => {
    await expect.poll(() => seen.some((text) => text.startsWith('#EXTM3U'))).toBe(true);
    const told = [...seen, await wall.content()].join('\n');
    expect(told).not.toContain(secret);
    expect(told).not.toContain(new URL(camera.url).host);
    expect(told).not.toContain('.m3u8');
  });

  it('[PI10] is hatched when nothing new comes, and live again when it does', async () => {
    const tile = wall.getByTestId('camera-tile');
    encoder.kill('SIGSTOP');
    await expect.poll(() => tile.getAttribute('data-state'), { timeout: 45_000 }).toBe('stale');
    expect(await tile.locator('.hatched').innerText()).toContain('非实时');
    encoder.kill('SIGCONT');
    await expect.poll(() => tile.getAttribute('data-state'), { timeout: 60_000 }).toBe('live');
  });
});

/** A moving picture in real time, in segments of a second. */
function encodeInto(dir: string): ChildProcess {
  const source = 'testsrc2=size=640x360:rate=12';
  const codec = '-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 12 -threads 1'.split(
    ' ',
  );
  const hls = '-f hls -hls_time 1 -hls_list_size 6 -hls_flags delete_segments+program_date_time'.split(' ');
  const args = ['-loglevel', 'error', '-re', '-f', 'lavfi', '-i', source, ...codec, ...hls];
  return spawn('ffmpeg', [...args, join(dir, 'live.m3u8')], { stdio: 'ignore' });
}

async function playedS(wall: Page): Promise<number> {
  return wall.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);
}
