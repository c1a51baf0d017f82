import type { FramePush } from '@mingchu/shared/live';
import type { PictureSource } from '@mingchu/shared/pictures';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CameraServer, startCameraServer } from '../harness/cameraServer.ts';
import { quiet } from '../harness/publishers.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { type LiveScreen, openScreen } from './liveScreen.ts';
import { signIn, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const playlistType = { 'content-type': 'application/vnd.apple.mpegurl' };
const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:2,\n';
const offer = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n';
const jpeg = (byte: number) => Buffer.from([0xff, 0xd8, 0xff, byte, 0xff, 0xd9]);
/** What must never be seen outside. */
const secrets = ['kitchen-word', 'key-in-query'];

describe('pictures', () => {
  const database = testDatabase();
  let server: WebServer;
  let camera: CameraServer;
  let elsewhere: CameraServer;
  let cookies: Record<'admin' | 'duty' | 'inspector01', string>;
  let screens: LiveScreen[] = [];

  beforeAll(async () => {
    server = await startWebServer({ db: database.db, pictureLimits: { silenceMs: 1_000, maxUnderWay: 3 } });
    const admin = await signIn(server.address, 'admin');
    await put(smallDistrict(2), admin);
    const [duty, inspector01] = [
      await signIn(server.address, 'duty'),
      await signIn(server.address, 'inspector01'),
    ];
    cookies = { admin, duty, inspector01 };
  });
  beforeEach(async () => {
    [camera, elsewhere] = [await startCameraServer(), await startCameraServer()];
  });
  afterEach(async () => {
    for (const screen of screens) screen.close();
    screens = [];
    await Promise.all([camera.close(), elsewhere.close()]);
  });
  afterAll(() => server.close());

  const put = async (body: unknown, cookie = cookies.admin) => {
    const headers = { 'content-type': 'application/json', cookie };
    const url = `${server.address}/api/v1/registry`;
    return fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
  };
  /** Gives the first kitchen's camera a source. */
  const register = async (pictures: PictureSource | null | undefined, siteId = 'site-000') => {
    const device = smallDistrict(2).devices.find((each) => each.siteId === siteId && each.id === 'cam-1');
    const response = await put({ devices: [{ ...device, ...(pictures === undefined ? {} : { pictures }) }] });
    expect(response.status).toBe(200);
  };
  const get = (path: string, cookie: string | undefined = cookies.duty) =>
    fetch(`${server.address}/api/v1/cameras/${path}`, { headers: cookie === '' ? {} : { cookie } });
  const code = async (response: Promise<Response>) => {
    const answer = await response;
    return `${answer.status} ${((await answer.json()) as { code?: string }).code}`;
  };
  const hls = async (path = '/live/index.m3u8?key=key-in-query') =>
    register({
      kind: 'hls',
      codec: 'h264',
      url: `${camera.url}${path}`,
      username: 'u',
      password: 'kitchen-word',
    });
  /** Addresses in the playlist as the browser gets it. */
  const named = async () => (await (await get('site-000/cam-1/hls')).text()).match(/hls\?ref=[\w-]+/g) ?? [];

  it('[PI1] live video is for staff, and on record', async () => {
    await hls();
    camera.answers((_request, response) => response.writeHead(200, playlistType).end(`${playlist}a.ts\n`));
    expect(await code(get('site-000/cam-1/hls', ''))).toBe('401 not-signed-in');
    expect(await code(get('site-000/cam-1/hls', cookies.inspector01))).toBe('403 role-not-allowed');
    expect(await code(get('site-000/cam-1/hls?why=curiosity'))).toBe('400 invalid-request');
    expect(camera.asked).toEqual([]);
    expect((await get('site-000/cam-1/hls?why=review')).status).toBe(200);
    const [row] = await database.db.query<{ actor: string; detail: unknown }>(
      "select actor, detail from audit where subject = 'picture' and subject_id = 'site-000/cam-1' and reason = 'review'",
    );
    expect(row).toEqual({ actor: 'duty', detail: { kind: 'hls' } });
  });

  it('[PI2] address, name and password stay between server and camera', async () => {
    await hls();
    camera.answers(({ path }, response) => {
      if (path.startsWith('/live/index.m3u8'))
        response.writeHead(200, playlistType).end(`${playlist}a.ts?key=key-in-query\n# by kitchen-word\n`);
      else response.writeHead(200, { 'x-camera': 'kitchen-word', 'content-type': 'text/html' }).end('bytes');
    });
    const seen = [await (await get('site-000/cam-1/hls')).text()];
    const [first = ''] = await named();
    const segment = await get(`site-000/cam-1/${first}`);
    expect(segment.headers.get('content-type')).toBe('application/octet-stream');
    expect(camera.asked.at(-1)).toMatchObject({
      path: '/live/a.ts?key=key-in-query',
      headers: { authorization: `Basic ${Buffer.from('u:kitchen-word').toString('base64')}` },
    });
    const site = await fetch(`${server.address}/api/v1/sites/site-000`, {
      headers: { cookie: cookies.duty },
    });
    const { devices } = (await site.json()) as { devices: { id: string; pictures?: unknown }[] };
    expect(devices.find(({ id }) => id === 'cam-1')?.pictures).toEqual({ kind: 'hls', codec: 'h264' });
    const rows = await database.db.query<{ dump: string }>('select device::text as dump from device');
    seen.push(await segment.text(), JSON.stringify([...segment.headers]), ...rows.map(({ dump }) => dump));
    for (const secret of [...secrets, camera.url]) {
      expect(seen.filter((text) => text.includes(secret))).toEqual([]);
      expect(seen.filter((text) => text.includes(Buffer.from(secret).toString('hex')))).toEqual([]);
    }
    await register(undefined);
    expect((await get('site-000/cam-1/hls')).status).toBe(200);
    await register(null);
    expect(await code(get('site-000/cam-1/hls'))).toBe('404 no-such-stream');
  });

  it('[PI3] leads nowhere but to the registered address and below', async () => {
    await hls('/cams/7/index.m3u8');
    elsewhere.answers((_request, response) => response.writeHead(200, playlistType).end(playlist));
    const away = [
      `${elsewhere.url}/a.ts`,
      `//${elsewhere.url.slice(7)}/a.ts`,
      '/admin/users',
      '../8/index.m3u8',
      '%2e%2e/8/index.m3u8',
      '..%2f8/index.m3u8',
      '..%5c8/index.m3u8',
      'file:///etc/passwd',
      'http://169.254.169.254/latest/meta-data',
      'data:text/plain,1',
    ];
    for (const address of away) {
      for (const text of [`${playlist}${address}\n`, `${playlist}#EXT-X-MAP:URI="${address}"\nb.ts\n`]) {
        camera.answers((_request, response) => response.writeHead(200, playlistType).end(text));
        expect(await code(get('site-000/cam-1/hls')), address).toBe('502 picture-source-leads-outside');
      }
      camera.answers((_request, response) => response.writeHead(302, { location: address }).end());
      expect(await code(get('site-000/cam-1/hls')), address).toBe('502 picture-source-leads-outside');
    }
    expect(elsewhere.asked).toEqual([]);
    expect(new Set(camera.asked.map(({ path }) => path))).toEqual(new Set(['/cams/7/index.m3u8']));

    // Inside, it follows.
    camera.answers(({ path }, response) => {
      if (path === '/cams/7/index.m3u8') response.writeHead(302, { location: 'low/index.m3u8' }).end();
      else if (path.endsWith('.m3u8')) response.writeHead(200, playlistType).end(`${playlist}a.ts\n`);
      else response.end('segment');
    });
    const [reference = ''] = await named();
    expect(await named()).toEqual([reference]);
    expect(await (await get(`site-000/cam-1/${reference}`)).text()).toBe('segment');
    expect(camera.asked.at(-1)?.path).toBe('/cams/7/low/a.ts');

    // A reference is for its camera, and cannot be made.
    await register({ kind: 'hls', url: `${camera.url}/cams/7/index.m3u8` }, 'site-001');
    expect(await code(get(`site-001/cam-1/${reference}`))).toBe('404 no-such-part');
    const made = Buffer.from(`${elsewhere.url}/a.ts`).toString('base64url');
    expect(await code(get(`site-000/cam-1/hls?ref=${made}`))).toBe('404 no-such-part');
    await hls('/cams/9/index.m3u8');
    expect(await code(get(`site-000/cam-1/${reference}`))).toBe('404 no-such-part');
    expect(elsewhere.asked).toEqual([]);
  });

  it('[PI4] a bad source costs one answer with a reason', async () => {
    await hls('/live/index.m3u8');
    const answer = async (handler: Parameters<CameraServer['answers']>[0]) => {
      camera.answers(handler);
      return code(get('site-000/cam-1/hls'));
    };
    expect(await answer((_request, response) => response.writeHead(401).end())).toBe(
      '502 picture-source-refuses',
    );
    expect(await answer((_request, response) => response.writeHead(500).end())).toBe(
      '502 picture-source-failed',
    );
    expect(await answer((_request, response) => response.writeHead(404).end())).toBe('404 no-such-part');
    expect(await answer((_request, response) => response.end('<html>'))).toBe(
      '502 picture-source-no-playlist',
    );
    const huge = Buffer.alloc(1024 * 1024 + 1, '#');
    expect(await answer((_request, response) => response.end(huge))).toBe('502 picture-source-too-large');
    expect(
      await answer((_request, response) => {
        for (let n = 0; n < 20; n++) response.write(huge.subarray(0, 100_000));
        response.end();
      }),
    ).toBe('502 picture-source-too-large');
    expect(await answer(() => undefined)).toBe('504 picture-source-slow');
    expect(await answer((_request, response) => response.writeHead(200).write('#EXTM3U\n'))).toBe(
      '504 picture-source-slow',
    );
    // One that answers nobody holds no more than its own places.
    camera.answers(() => undefined);
    const four = await Promise.all([1, 2, 3, 4].map(() => code(get('site-000/cam-1/hls'))));
    expect(four.sort()).toEqual([
      '503 too-many-streams',
      ...Array<string>(3).fill('504 picture-source-slow'),
    ]);
    // A segment without end breaks off.
    camera.answers(({ path }, response) => {
      if (path.endsWith('.m3u8')) response.writeHead(200, playlistType).end(`${playlist}a.ts\n`);
      else response.writeHead(200, { 'content-length': 10 ** 9 }).write('x');
    });
    const [reference = ''] = await named();
    expect(await code(get(`site-000/cam-1/${reference}`))).toBe('502 picture-source-too-large');
    await camera.close();
    expect(await code(get('site-000/cam-1/hls'))).toBe('502 picture-source-unreachable');
    camera = await startCameraServer();
  });

  const watch = async () => {
    const screen = openScreen({ address: server.address, cookie: cookies.duty });
    screens.push(screen);
    await screen.nextSnapshot();
    const frames: FramePush[] = [];
    screen.socket.on('frame', (frame) => frames.push(frame));
    screen.socket.emit('watch', ['site-000/cam-1']);
    return { screen, frames };
  };
  const snapshotSource = async () => {
    await register({ kind: 'snapshot', url: `${camera.url}/picture` });
    await expect.poll(() => server.registry.devices.get('site-000/cam-1')?.pictures?.kind).toBe('snapshot');
  };

  it('[PI5] a snapshot camera is asked while somebody watches, once for all, and less often when it fails', async () => {
    camera.answers(({ headers }, response) => {
      if (headers['if-none-match'] === '"one"') response.writeHead(304).end();
      else response.writeHead(200, { 'content-type': 'image/jpeg', etag: '"one"' }).end(jpeg(1));
    });
    await snapshotSource();
    await sleep(300);
    expect(camera.asked).toEqual([]);
    const [one, other] = [await watch(), await watch()];
    await expect.poll(() => Math.min(one.frames.length, other.frames.length)).toBeGreaterThan(2);
    // Two screens, one request a second.
    expect(camera.asked.length).toBeLessThanOrEqual(one.frames.length + 1);
    expect(camera.asked.slice(1).every(({ headers }) => headers['if-none-match'] === '"one"')).toBe(true);
    const [first, last] = [one.frames[0], one.frames.at(-1)];
    expect(Buffer.from(last?.jpeg ?? new ArrayBuffer())).toEqual(jpeg(1));
    expect(Date.parse(last?.at ?? '')).toBeGreaterThan(Date.parse(first?.at ?? ''));
    expect(last?.sameSince).toBe(first?.sameSince);

    camera.answers((_request, response) => response.writeHead(500).end());
    const before = camera.asked.length;
    await sleep(3_500);
    // After one, two and four seconds instead of three times a second apart.
    expect(camera.asked.length - before).toBeLessThanOrEqual(2);
    for (const { screen } of [one, other]) screen.socket.emit('watch', []);
    await sleep(1_000);
    const ended = camera.asked.length;
    await sleep(4_500);
    expect(camera.asked.length).toBe(ended);

    // Who asks for the newest picture by HTTP gets a new one.
    camera.answers((_request, response) => response.end(jpeg(2)));
    const newest = await get('site-000/cam-1/frame.jpg');
    expect(Buffer.from(await newest.arrayBuffer())).toEqual(jpeg(2));
    camera.answers((_request, response) => response.end(Buffer.alloc(600 * 1024, 0xff)));
    await sleep(1_100);
    expect(Buffer.from(await (await get('site-000/cam-1/frame.jpg')).arrayBuffer())).toEqual(jpeg(2));
    await register(null);
  });

  it('[PI6] each picture says since when it has been the same', async () => {
    const { frames } = await watch();
    const start = Date.UTC(2026, 10, 24, 4);
    // The newest picture of before comes first, if there is one.
    await quiet(() => frames.length, 1_000);
    frames.length = 0;
    const send = async (atS: number, byte: number) => {
      const already = frames.length;
      server.cameras.keep({
        siteId: 'site-000',
        deviceId: 'cam-1',
        at: start + atS * 1000,
        jpeg: jpeg(byte),
      });
      // A connection that is busy misses pictures.
      await expect.poll(() => frames.length).toBe(already + 1);
    };
    await send(0, 1);
    await send(5, 1);
    await send(30, 1);
    await send(31, 2);
    await send(59, 2);
    // Nothing for longer than half a minute: what was before says nothing.
    await send(90, 2);
    expect(frames.map(({ sameSince }) => (Date.parse(sameSince) - start) / 1000)).toEqual([
      0, 0, 0, 31, 31, 90,
    ]);
  });

  it('[PI7] WHEP is handed on: offer, candidates, end', async () => {
    await register({
      kind: 'whep',
      url: `${camera.url}/kitchen/whep`,
      username: 'u',
      password: 'kitchen-word',
    });
    camera.answers(({ method }, response) => {
      if (method === 'POST')
        response
          .writeHead(201, {
            'content-type': 'application/sdp',
            location: '/kitchen/whep/42',
            link: '<turn:x>',
          })
          .end('v=0\r\nanswer');
      else response.writeHead(method === 'PATCH' ? 204 : 200).end();
    });
    const call = (method: string, query: string, body?: string, type = 'application/sdp') =>
      fetch(`${server.address}/api/v1/cameras/site-000/cam-1/whep${query}`, {
        method,
        headers: { cookie: cookies.duty, ...(body === undefined ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { body }),
      });
    const answer = await call('POST', '', offer);
    expect(`${answer.status} ${await answer.text()}`).toBe('201 v=0\r\nanswer');
    expect(answer.headers.get('link')).toBeNull();
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(/^whep\?ref=[\w-]+$/);
    const query = location.slice('whep'.length);
    expect((await call('PATCH', query, 'a=candidate:1', 'application/trickle-ice-sdpfrag')).status).toBe(204);
    expect((await call('DELETE', query)).status).toBe(204);
    expect(camera.asked.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual([
      `POST /kitchen/whep ${offer}`,
      'PATCH /kitchen/whep/42 a=candidate:1',
      'DELETE /kitchen/whep/42 ',
    ]);
    expect((await call('POST', '', offer, 'text/plain')).status).toBe(415);
    camera.answers((_request, response) => response.writeHead(201).end('<html>'));
    expect(await code(call('POST', '', offer))).toBe('502 picture-source-no-sdp');
    camera.answers((_request, response) =>
      response.writeHead(201, { location: elsewhere.url }).end('v=0\r\n'),
    );
    expect(await code(call('POST', '', offer))).toBe('502 picture-source-leads-outside');
    camera.answers((_request, response) => response.writeHead(307, { location: elsewhere.url }).end());
    expect(await code(call('POST', '', offer))).toBe('502 picture-source-leads-outside');
    expect(elsewhere.asked).toEqual([]);
  });
});
