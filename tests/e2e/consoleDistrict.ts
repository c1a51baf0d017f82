/** A street of kitchens for the desk: one with every kind of thing to look at, and many that can fail at once. */
import type { PhotoView } from '@mingchu/shared/arrival';
import type { RegistryImport } from '@mingchu/shared/registry';
import { topicOf } from '@mingchu/shared/mqtt';
import type { Checklist, Report } from '@mingchu/shared/report';
import mqtt from 'mqtt';
import { account, camera, kitchen } from './district.ts';
import { password, type RunningApp } from './runningApp.ts';

export const secondInspector = 'inspector02';
export const gasDetector = 'gas-1';
export const fridge = 'fridge-1';
/** Kitchens of the street beside the first one. */
export const streetLength = 14;

const siteOf = (n: number) => `street-${n}`;

const street: RegistryImport = {
  sites: Array.from({ length: streetLength }, (_none, n) => ({
    id: siteOf(n),
    gridId: 'grid-1',
    name: `长街${n + 1}号餐馆`,
    kind: 'restaurant' as const,
    address: `虚构长街 ${n + 1} 号`,
    lat: kitchen.lat + n * 0.0004,
    lon: kitchen.lon + 0.002,
    openingHours: [],
  })),
  devices: [kitchen.id, ...Array.from({ length: streetLength }, (_none, n) => siteOf(n))].flatMap(
    (siteId) => [
      { ...device(siteId, gasDetector, '燃气探测器'), kind: 'gas-detector' as const },
      { ...device(siteId, fridge, '冷藏柜'), kind: 'fridge' as const },
      // The first kitchen has one from before.
      ...(siteId === kitchen.id ? [] : [{ ...device(siteId, camera, '烹饪间'), kind: 'camera' as const }]),
    ],
  ),
  inspectors: [
    {
      id: secondInspector,
      name: '周美玲',
      groupId: 'group-1',
      gridIds: ['grid-1'],
      phone: '+99900000001',
      onShift: true,
      lat: kitchen.lat + 0.004,
      lon: kitchen.lon,
    },
  ],
  inspectorPassword: password,
};

function device(siteId: string, id: string, name: string) {
  return { id, siteId, name, zone: 'cooking', reportPeriodS: 3600, inService: true };
}

/** Enters the street beside the first kitchen. */
export async function enterStreet(app: RunningApp): Promise<void> {
  const admin = await account(app, 'admin');
  await admin.call('PUT', '/registry', street);
}

/** Readings of one device now, each some seconds after the one before. */
export async function measure(
  app: RunningApp,
  at: { siteId: string; deviceId: string },
  values: Record<string, number>[],
): Promise<void> {
  const client = await mqtt.connectAsync(app.mqttUrl, { clientId: 'e2e-sensor', protocolVersion: 4 });
  const now = Date.now();
  const samples = values.map((value, index) => ({
    ts: now - (values.length - index) * 1_000,
    values: value,
  }));
  await client.publishAsync(topicOf(at.siteId, at.deviceId, 'telemetry'), JSON.stringify(samples), {
    qos: 1,
  });
  await client.endAsync();
}

/** Gas in every kitchen of the street at once. */
export async function gasInTheStreet(app: RunningApp): Promise<void> {
  for (let n = 0; n < streetLength; n += 1)
    await measure(app, { siteId: siteOf(n), deviceId: gasDetector }, [{ gasPctLel: 3 }, { gasPctLel: 31 }]);
}

/** Hands in a whole report for an order as a phone does: photos before and after, every question, a signature. */
export async function reportCorrected(
  app: RunningApp,
  order: { id: string; inspectorId: string },
  photo: Buffer,
): Promise<void> {
  const person = await account(app, order.inspectorId);
  const upload = async (purpose: 'before' | 'after'): Promise<string> => {
    const response = await fetch(`${app.url}/api/v1/dispatches/${order.id}/photos?purpose=${purpose}`, {
      method: 'POST',
      headers: { cookie: await cookieOf(app, order.inspectorId), 'content-type': 'image/jpeg' },
      body: new Uint8Array(photo),
    });
    if (!response.ok) throw new Error(`photo: ${response.status} ${await response.text()}`);
    return ((await response.json()) as PhotoView).sha256;
  };
  const checklist = await person.call<Checklist>('GET', `/dispatches/${order.id}/checklist`);
  const answerOf = { 'yes-no': true, number: 2, text: '无' } as const;
  const report: Report = {
    checklistId: checklist.id,
    outcome: 'corrected-on-spot',
    answers: checklist.questions.map(({ id, kind }) => ({ questionId: id, value: answerOf[kind] })),
    photosBefore: [await upload('before')],
    photosAfter: [await upload('after')],
    signature: {
      kind: 'svg-path',
      signedBy: '陈店长',
      width: 300,
      height: 100,
      path: 'M 10 80 L 90 20 L 200 70',
    },
  };
  await person.call('POST', `/dispatches/${order.id}/submit`, { finding: 'corrected', report });
}

async function cookieOf(app: RunningApp, username: string): Promise<string> {
  const answer = await fetch(`${app.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}
