/** The smallest district that can have a violation and an inspector to send, and the means to make one happen. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Page as ListPage, Session } from '@mingchu/shared/http';
import { type TopicKind, topicOf } from '@mingchu/shared/mqtt';
import type { PictureSource } from '@mingchu/shared/pictures';
import type { RegistryImport } from '@mingchu/shared/registry';
import mqtt from 'mqtt';
import { cameraStill } from './cameraStill.ts';
import { password, type RunningApp } from './runningApp.ts';

export const kitchen = { id: 'kitchen-1', name: '实验小学食堂', lat: 26.4224, lon: 112.8596 };
export const camera = 'camera-1';
export const inspector = 'inspector01';

const district: RegistryImport = {
  groups: [{ id: 'group-1', name: '第一监管组' }],
  grids: [
    {
      id: 'grid-1',
      groupId: 'group-1',
      name: '第一网格',
      outline: [
        [112.85, 26.41],
        [112.87, 26.41],
        [112.87, 26.43],
        [112.85, 26.43],
      ],
    },
  ],
  sites: [
    {
      id: kitchen.id,
      gridId: 'grid-1',
      name: kitchen.name,
      kind: 'school',
      address: '虚构路 1 号',
      lat: kitchen.lat,
      lon: kitchen.lon,
      openingHours: [],
    },
  ],
  devices: [
    {
      id: camera,
      siteId: kitchen.id,
      kind: 'camera',
      name: '切配间',
      zone: 'prep',
      reportPeriodS: 3600,
      inService: true,
    },
  ],
  inspectors: [
    {
      id: inspector,
      name: '李晓明',
      groupId: 'group-1',
      gridIds: ['grid-1'],
      phone: '+99900000001',
      onShift: true,
      lat: kitchen.lat + 0.002,
      lon: kitchen.lon,
    },
  ],
  inspectorPassword: password,
};

/** A signed-in account over HTTP. */
export interface Account {
  session: Session;
  call<Answer>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Answer>;
}

/** Signs in; throws when that fails. */
export async function account(app: RunningApp, username: string): Promise<Account> {
  const answer = await fetch(`${app.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  if (!answer.ok) throw new Error(`sign-in of ${username}: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return {
    session: (await answer.json()) as Session,
    call: async (method, path, body) => {
      const response = await fetch(`${app.url}/api/v1${path}`, {
        method,
        headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as never;
    },
  };
}

/** Enters the district into the registry; its camera has a source of live pictures if one is given. */
export async function enterDistrict(app: RunningApp, pictures?: PictureSource): Promise<void> {
  const admin = await account(app, 'admin');
  const devices = district.devices?.map((device) => (pictures ? { ...device, pictures } : device)) ?? [];
  await admin.call('PUT', '/registry', { ...district, devices });
}

/** The camera sees a rat, clearly and for some seconds: the rulebook sends somebody at once. */
export async function showRat(app: RunningApp): Promise<void> {
  await show(app, 'rodent');
}

/** The camera sends a picture, which what it finds in the next seconds keeps as its evidence. */
export async function showPicture(app: RunningApp): Promise<void> {
  const client = await mqtt.connectAsync(app.mqttUrl, { clientId: 'e2e-picture', protocolVersion: 4 });
  const still = await cameraStill(Date.now(), 'rodent');
  await client.publishAsync(topicOf(kitchen.id, camera, 'frame'), still, { qos: 1 });
  await client.endAsync();
}

/** The camera sees fire: critical. */
export async function showFire(app: RunningApp): Promise<void> {
  await show(app, 'fire-smoke');
}

/** The camera sees a cook without a mask: minor. */
export async function showNoMask(app: RunningApp): Promise<void> {
  await show(app, 'no-mask');
}

async function show(app: RunningApp, type: 'rodent' | 'fire-smoke' | 'no-mask'): Promise<void> {
  const startedAt = Date.now();
  await publish(
    app,
    'detection',
    Array.from({ length: 8 }, (_, index) => ({
      id: `${type}-${startedAt}-${index}`,
      ts: startedAt - (8 - index) * 1000,
      type,
      confidence: 0.97,
      zone: 'prep',
      box: [0.4, 0.6, 0.1, 0.1],
    })),
  );
}

async function publish(app: RunningApp, kind: TopicKind, payloads: unknown[]): Promise<void> {
  const client = await mqtt.connectAsync(app.mqttUrl, { clientId: 'e2e-camera', protocolVersion: 4 });
  for (const payload of payloads) {
    await client.publishAsync(topicOf(kitchen.id, camera, kind), JSON.stringify(payload), { qos: 1 });
  }
  await client.endAsync();
}

/** Orders that nobody has finished. */
export async function openOrders(officer: Account): Promise<Dispatch[]> {
  const { items } = await officer.call<ListPage<Dispatch>>('GET', '/dispatches');
  return items.filter((order) => !['verified', 'recalled'].includes(order.state));
}
