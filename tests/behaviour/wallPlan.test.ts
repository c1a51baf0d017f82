/** Layouts and playlists over HTTP, and the walls that hear of them. */
import type { Change } from '@mingchu/shared/live';
import { dutyLayout, shippedLayouts } from '@mingchu/shared/shippedWall';
import type { WallLayout } from '@mingchu/shared/wallLayout';
import type { WallPlan, WallPlaylist } from '@mingchu/shared/wallPlaylist';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';
import { openScreen } from './liveScreen.ts';
import { signIn, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
let server: WebServer;
const cookies = new Map<string, string>();

beforeAll(async () => {
  server = await startWebServer({ db: database.db });
  await ask('admin', 'PUT', '/../registry', smallDistrict(1));
});
afterAll(() => server.close());

async function ask<Answer = WallPlan & { code?: string; detail?: string }>(
  username: string,
  method: 'GET' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<{ status: number; body: Answer }> {
  const cookie = cookies.get(username) ?? (await signIn(server.address, username));
  cookies.set(username, cookie);
  const response = await fetch(`${server.address}/api/v1/wall${path}`, {
    method,
    headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Answer };
}

const night: WallLayout = {
  name: 'night',
  title: '夜间',
  theme: 'dark',
  scale: 1,
  panels: [
    { kind: 'map', column: 1, row: 1, width: 12, height: 12 },
    { kind: 'queue', column: 13, row: 1, width: 12, height: 12 },
  ],
};
const shift: WallPlaylist = {
  name: 'shift',
  title: '夜班',
  entries: [{ layout: 'night', seconds: 60, from: '22:00', to: '06:00' }],
  events: [{ when: 'breach', layout: 'duty', holdS: 60 }],
};
const layoutIn = (plan: WallPlan, name: string) => plan.layouts.find((layout) => layout.name === name);

it('[WL1] begins with what came with the program', async () => {
  const { body } = await ask('duty', 'GET', '');
  expect(body.layouts.map(({ name }) => name)).toEqual(shippedLayouts.map(({ name }) => name));
  expect(layoutIn(body, 'duty')).toEqual({ ...dutyLayout, revision: 0, set: null, shipped: true });
});

it('[WL2] refuses a layout whose panels lie over each other, and says which', async () => {
  const panels: WallLayout['panels'] = [
    { kind: 'map', column: 1, row: 1, width: 12, height: 12 },
    { kind: 'queue', column: 12, row: 12, width: 4, height: 1 },
  ];
  const refused = await ask('duty', 'PUT', '/layouts/night', { revision: 0, layout: { ...night, panels } });
  expect(refused.status).toBe(422);
  expect(refused.body).toMatchObject({ code: 'layout-mistake', detail: 'panels-overlap: panel 1, 2' });
  const unknownKind = { ...night, panels: [{ ...night.panels[0], kind: 'weather' }] };
  expect((await ask('duty', 'PUT', '/layouts/night', { revision: 0, layout: unknownKind })).status).toBe(400);
  expect(layoutIn((await ask('duty', 'GET', '')).body, 'night')).toBeUndefined();
});

it('[WL3] sets what an officer sends, once, on record, and tells every wall', async () => {
  const screen = openScreen({ address: server.address, cookie: cookies.get('duty') ?? '' });
  await screen.nextSnapshot();
  const told: Change[] = [];
  screen.socket.on('changes', (changes) => told.push(...changes));
  const set = await ask('duty', 'PUT', '/layouts/night', { revision: 0, layout: night });
  expect(set.status).toBe(200);
  expect(layoutIn(set.body, 'night')).toMatchObject({ ...night, revision: 1, shipped: false });
  expect(layoutIn(set.body, 'night')?.set?.by).toBe('duty');
  const heard = (change: Change) => change.kind === 'wall' && change.body.name === 'night';
  await expect.poll(() => told.some(heard)).toBe(true);
  screen.close();
  const late = await ask('chief', 'PUT', '/layouts/night', { revision: 0, layout: night });
  expect(late.status).toBe(409);
  expect(late.body).toMatchObject({ code: 'overtaken' });
  const [line] = await database.db.query<{ actor: string; act: string }>(
    `select actor, act from audit where subject = 'wall' order by id desc limit 1`,
  );
  expect(line).toEqual({ actor: 'duty', act: 'arrange-wall' });
});

it('[WL3] takes two officers who send at once one after the other', async () => {
  const titles = ['甲', '乙', '丙'];
  const answers = await Promise.all(
    titles.map((title) => ask('duty', 'PUT', '/layouts/night', { revision: 1, layout: { ...night, title } })),
  );
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409]);
  expect(layoutIn((await ask('duty', 'GET', '')).body, 'night')?.revision).toBe(2);
});

it('[WL6] keeps a layout that a playlist shows, and brings back what was shipped', async () => {
  const unknown = { ...shift, entries: [{ layout: 'nowhere', seconds: 60 }] };
  const refused = await ask('duty', 'PUT', '/playlists/shift', { revision: 0, playlist: unknown });
  expect(refused).toMatchObject({ status: 422, body: { code: 'no-such-layout' } });
  expect((await ask('duty', 'PUT', '/playlists/shift', { revision: 0, playlist: shift })).status).toBe(200);
  const inUse = await ask('duty', 'DELETE', '/layouts/night?revision=2');
  expect(inUse).toMatchObject({ status: 409, body: { code: 'layout-in-use' } });
  expect((await ask('duty', 'DELETE', '/playlists/shift?revision=1')).status).toBe(200);
  const gone = await ask('duty', 'DELETE', '/layouts/night?revision=2');
  expect(layoutIn(gone.body, 'night')).toBeUndefined();

  const changed = { ...dutyLayout, title: '改过' };
  await ask('chief', 'PUT', '/layouts/duty', { revision: 0, layout: changed });
  const back = await ask('chief', 'DELETE', '/layouts/duty?revision=1');
  expect(layoutIn(back.body, 'duty')).toMatchObject({ title: dutyLayout.title, revision: 0, shipped: true });
  expect((await ask('chief', 'DELETE', '/layouts/duty?revision=1')).status).toBe(404);
});

it('[WL3] lets nobody else arrange it', async () => {
  for (const [username, method, path] of [
    ['inspector01', 'GET', ''],
    ['inspector01', 'PUT', '/layouts/night'],
  ] as const) {
    const body = method === 'PUT' ? { revision: 0, layout: night } : undefined;
    expect((await ask(username, method, path, body)).status).toBe(403);
  }
});
