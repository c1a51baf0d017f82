/** A camera's WebRTC on the wall: offers pass through our server, the video comes straight from a real peer. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWhepServer, type WhepServer } from '../harness/whepServer.ts';
import { noBrowser, openBrowser, signIn } from './browser.ts';
import { camera, enterDistrict, kitchen } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

const noEncoder = (process.env['MINGCHU_SKIP'] ?? '').split(',').includes('ffmpeg');

describe.skipIf(noBrowser || noEncoder)('WebRTC on the wall', () => {
  let media: WhepServer;
  let app: RunningApp;
  let browser: Browser;
  let wall: Page;

  beforeAll(async () => {
    media = await startWhepServer();
    app = await testApp();
    await enterDistrict(app, { kind: 'whep', codec: 'vp8', url: media.url });
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    wall = await signIn(context, app.url, { username: 'duty', password, path: '/wall' });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
    await media?.close();
  });
  const stateIs = (state: string) =>
    expect
      .poll(() => wall.getByTestId('camera-tile').getAttribute('data-state'), { timeout: 60_000 })
      .toBe(state);

  it('[PI7] plays what a peer sends, in colours that change', async () => {
    await stateIs('live');
    const before = await pixels(wall);
    await expect.poll(() => pixels(wall)).not.toEqual(before);
    // How long the camera takes to the media server nobody can say: no age is made up.
    await expect.poll(() => wall.locator('.camera-age').innerText()).toBe('实时 · 延迟未知');
  });

  it('[PI10] is hatched when nothing new comes, and live again when it does', async () => {
    media.pause();
    await stateIs('stale');
    media.resume();
    await stateIs('live');
  });

  it('[PI10] plays on the page of its camera as well, with as little known of its age', async () => {
    await wall.goto(`${app.url}/console/site/${kitchen.id}/device/${camera}`);
    const age = wall.locator('.site-cameras footer span');
    await expect.poll(() => age.innerText(), { timeout: 60_000 }).toBe('实时 · 延迟未知');
    await wall.getByText('WebRTC（WHEP）视频流').waitFor();
  });

  it('[PI7] ends its stream when the tile is left', async () => {
    const ended = () => media.asked.filter(({ method }) => method === 'DELETE').length;
    const before = ended();
    await wall.goto(`${app.url}/console`);
    await expect.poll(ended).toBeGreaterThan(before);
  });
});

/** A row of the picture, small. */
function pixels(wall: Page): Promise<number[]> {
  return wall.locator('video').evaluate((video: HTMLVideoElement) => {
    const context = new OffscreenCanvas(32, 18).getContext('2d');
    context?.drawImage(video, 0, 0, 32, 18);
    return [...(context?.getImageData(0, 0, 32, 18).data ?? [])];
  });
}
