/** Pictures for a wall under load: JPEG over MQTT for each camera on screen, and a live stream that is encoded once. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { topicOf } from '@mingchu/shared/mqtt';
import mqtt from 'mqtt';
import type { Page } from 'playwright-core';
import type { RunningApp } from '../e2e/runningApp.ts';
import { startCameraServer } from '../harness/cameraServer.ts';

/** Size of the second stream of ordinary cameras. */
const source = (framesPerS: number): string => `testsrc2=size=640x360:rate=${framesPerS}`;
const jpegCount = 25;
const pictureEveryMs = 1_000;
const streamLimitMs = 20_000;

/** Different pictures as a camera sends them. */
function makeJpegs(): Buffer[] {
  const dir = mkdtempSync(join(tmpdir(), 'mingchu-jpeg-'));
  try {
    const name = (index: number | string) => join(dir, `${index}.jpg`);
    ffmpeg(['-f', 'lavfi', '-i', source(jpegCount), '-frames:v', String(jpegCount), '-q:v', '5', name('%d')]);
    return Array.from({ length: jpegCount }, (_none, index) => readFileSync(name(index + 1)));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function ffmpeg(args: string[]): void {
  execFileSync('ffmpeg', ['-loglevel', 'error', ...args]);
}

export interface Cameras {
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** Every second a picture of each camera that is on the wall. */
export function sendPictures(wall: Page, app: RunningApp): Cameras {
  const jpegs = makeJpegs();
  const client = mqtt.connect(app.mqttUrl, { clientId: 'bench-cameras', protocolVersion: 4 });
  client.on('error', () => undefined); // The broker may be away while the server is started anew.
  let turn = 0;
  let paused = false;
  const sendOnce = async (): Promise<void> => {
    const tiles = wall.getByTestId('camera-tile');
    const cameras = await tiles.evaluateAll((all) =>
      all.map((tile) => (tile as HTMLElement).dataset['camera'] ?? ''),
    );
    if (!client.connected || paused) return;
    turn += 1;
    const senders = [...new Set(cameras)];
    for (const [index, camera] of senders.entries()) {
      const [siteId = '', deviceId = ''] = camera.split('/');
      client.publish(topicOf(siteId, deviceId, 'frame'), jpegs[(turn + index) % jpegCount] ?? '');
      // Cameras keep no common beat; of a burst to one screen the server drops what the line has no room for.
      await sleep((pictureEveryMs * 0.8) / senders.length);
    }
  };
  let sending = Promise.resolve();
  const timer = setInterval(() => {
    sending = sending.then(sendOnce).catch(() => undefined);
  }, pictureEveryMs);
  return {
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
    },
    close: async () => {
      clearInterval(timer);
      await sending;
      await client.endAsync(true);
    },
  };
}

/** A camera's HLS, encoded before it begins, so that what is measured is the wall and not the encoder. */
export async function startStream(framesPerS: number): Promise<{ url: string; close(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'mingchu-hls-'));
  const clip = join(dir, 'clip.mp4');
  const codec = '-c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -b:v 600k'.split(' ');
  ffmpeg(['-f', 'lavfi', '-i', source(framesPerS), '-t', '20', ...codec, '-g', String(framesPerS), clip]);
  const hls =
    '-c copy -f hls -hls_time 1 -hls_list_size 6 -hls_flags delete_segments+program_date_time'.split(' ');
  const playing: ChildProcess = spawn(
    'ffmpeg',
    ['-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', clip, ...hls, join(dir, 'live.m3u8')],
    { stdio: 'ignore' },
  );
  const camera = await startCameraServer();
  camera.answers(({ path }, response) => {
    const file = join(dir, basename(new URL(path, 'http://camera').pathname));
    if (existsSync(file)) response.writeHead(200).end(readFileSync(file));
    else response.writeHead(404).end();
  });
  const endAt = performance.now() + streamLimitMs;
  while (!existsSync(join(dir, 'live.m3u8'))) {
    if (performance.now() > endAt) throw new Error('ffmpeg made no stream');
    await sleep(100);
  }
  return {
    url: `${camera.url}/kitchen/live.m3u8`,
    close: async () => {
      playing.kill('SIGKILL');
      await camera.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
