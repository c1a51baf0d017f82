/** A Frigate below the mount of its site: from its alert over MQTT to the picture that it is asked for over HTTP. */
import { bindDevice } from '@mingchu/server/bindings/bindDevice';
import { config, listedReview } from '@mingchu/server/ingest/families/fixtures/frigate';
import { createUpstream } from '@mingchu/server/pictures/upstream';
import { createClock } from '@mingchu/server/platform/clock';
import { secretBox } from '@mingchu/server/platform/secretBox';
import { sealSource, setPictureSources } from '@mingchu/server/registry/pictureSource';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CameraServer, startCameraServer } from '../harness/cameraServer.ts';
import { publish, until } from '../harness/publishers.ts';
import { type IngestWorld, openIngestWorld } from './ingestWorld.ts';

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9]);
const sha256 = createHash('sha256').update(jpeg).digest('hex');
const mount = 's1';
const box = secretBox('a key of this test, long enough to be one');

let world: IngestWorld;
let server: CameraServer;

beforeAll(async () => {
  server = await startCameraServer();
  world = await openIngestWorld({ http: { box, ask: createUpstream().ask } });
  for (const [address, kind] of [
    ['prep', 'camera'],
    ['@instance', 'gateway'],
  ] as const) {
    const deviceId = kind === 'camera' ? 'prep' : 'nvr';
    const more = { siteId: mount, deviceId, kind, name: address, zone: 'prep', reportPeriodS: 60 };
    await bindDevice({ db: world.db, clock: createClock() }, 'admin', {
      family: 'frigate',
      mount,
      address,
      ...more,
    });
  }
  const pictures = { kind: 'snapshot', url: `${server.url}/` } as const;
  const gateway = {
    siteId: mount,
    id: 'nvr',
    kind: 'gateway',
    name: 'nvr',
    zone: '',
    reportPeriodS: 60,
    pictures,
  };
  await world.db.transaction((tx) => setPictureSources(tx, sealSource(box, gateway as never)));
  await Promise.all([world.registry.renew(), world.book.renew()]);
});
afterAll(async () => {
  await world.close();
  await server.close();
});

const send = (name: string, payload: unknown) =>
  publish(world.device, `mingchu/at/${mount}/frigate/${name}`, payload).acknowledged;
const detections = () =>
  world.db.query<{ type: string; sha256: string | null }>(
    'select type, frame_sha256 as sha256 from detection order by received_at',
  );

it('[DF77] the picture of an alert becomes the evidence of its detection', async () => {
  server.answers((_asked, response) => response.writeHead(200).end(jpeg));
  const nowS = Date.now() / 1000;
  await send('reviews', { type: 'new', before: {}, after: listedReview('rat-1', nowS, null) });
  await until(async () => (await detections())[0]?.sha256 === sha256);
  expect(await detections()).toEqual([{ type: 'rodent', sha256 }]);
  expect(server.asked.map(({ path }) => path)).toEqual(['/api/events/rat-1-obj/snapshot.jpg']);
});

it('[DF75] what a Frigate told nobody is asked for when it comes back, and the inbox says how that went', async () => {
  server.answers(({ path }, response) => {
    const isOf = (part: string) => path.startsWith(`/api/${part}`);
    if (path.endsWith('.jpg')) return response.writeHead(404).end();
    const missed = [listedReview('rat-2', Date.now() / 1000 - 60, null)];
    response.writeHead(200).end(JSON.stringify(isOf('config') ? config : isOf('review') ? missed : []));
  });
  await send('available', 'online');
  await until(async () => (await detections()).length === 2);
  const line = () =>
    world.db.query<{ said: { http?: { value: string } } }>(
      `select said from heard_device where address = '@instance'`,
    );
  await until(async () => (await line())[0]?.said.http?.value === 'answers');
});

it('[DF128] no picture is asked for of an alert that means nothing here, or of a camera that nobody has bound', async () => {
  server.answers((_asked, response) => response.writeHead(200).end(jpeg));
  const alertOf = (id: string, { camera = 'prep', objects = ['rat'] } = {}) => {
    const { data, ...item } = listedReview(id, Date.now() / 1000, null);
    return { type: 'new', before: {}, after: { ...item, camera, data: { ...data, objects } } };
  };
  await send('reviews', alertOf('cook', { objects: ['person'] }));
  await send('reviews', alertOf('rat-3', { camera: 'yard' }));
  await send('reviews', alertOf('rat-4'));
  const isAsked = (id: string) => server.asked.some(({ path }) => path.includes(`/${id}-obj/`));
  await until(() => isAsked('rat-4'));
  expect(['cook', 'rat-3'].filter(isAsked)).toEqual([]);
});
