/** What the mock knows of one device: fridges speak by Zigbee, everything else on the canonical topics. */
import type { DeviceDiagnosis } from '@mingchu/shared/deviceDiagnosis';
import { mainMetric } from '@mingchu/shared/mainMetric';
import type { Device } from '@mingchu/shared/registry';
import { json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

const dayMs = 86_400_000;
const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

export function answerDevice(world: MockWorld, { path, method }: MockAsk): Response | null {
  const [room, siteId, what, deviceId, more] = path;
  if (room !== 'sites' || what !== 'devices' || more !== undefined || method !== 'GET') return null;
  const device = world.district.devices.find((each) => each.siteId === siteId && each.id === deviceId);
  return device ? json(diagnosisOf(device)) : problem(404, 'device-not-found');
}

function diagnosisOf(device: Device): DeviceDiagnosis {
  const { siteId, id } = device;
  const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
  const metric = mainMetric(device.kind);
  const isCamera = device.kind === 'camera';
  const topic = `mingchu/v1/${siteId}/${id}/telemetry`;
  const speaksAt = device.kind === 'fridge' ? zigbee(ago(12_000)) : null;
  const trouble = (daysAgo: number) => new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10);
  const letter = { receivedAt: ago(400_000), topic };
  return {
    lastSeenAt: ago(12_000),
    lastSeq: speaksAt ? null : 48_213,
    skewMs: isCamera ? -47_000 : null,
    registeredPeriodS: device.reportPeriodS,
    declaredPeriodS: null,
    shownPeriodS: null,
    speaksAt,
    values: [
      ...(metric ? [{ metric, value: 9.4, raw: 9.9, time: ago(12_000), receivedAt: ago(11_900) }] : []),
      ...(isCamera
        ? []
        : [
            {
              metric: 'batteryPct' as const,
              value: 61,
              raw: 61,
              time: ago(3_600_000),
              receivedAt: ago(3_600_000),
            },
          ]),
    ],
    findings: isCamera ? [{ type: 'no-hat', count: 4, lastAt: ago(95_000), confidence: 0.91 }] : [],
    rules: [
      { id: 'fridge-warm', looksAt: 'temperatureC' },
      { id: 'device-silent', looksAt: null },
      { id: 'device-offline', looksAt: null },
    ],
    packet: isCamera
      ? null
      : speaksAt
        ? {
            topic: 'zigbee2mqtt/留样冰箱',
            payloadBase64: base64('{"battery":61,"linkquality":89,"temperature":9.9}'),
            at: ago(12_000),
            rebuilt: false,
          }
        : {
            topic,
            payloadBase64: base64('{"ts":"2026-11-24T02:00:00.000Z","values":{"temperatureC":9.9}}'),
            at: ago(12_000),
            rebuilt: true,
          },
    troubles: [
      { day: trouble(0), kind: 'clock-skew', told: 31, amount: -47_000, lastAt: ago(60_000) },
      { day: trouble(0), kind: 'sequence-gap', told: 3, amount: 17, lastAt: ago(4_000_000) },
      { day: trouble(0), kind: 'refused', told: 2, amount: 2, lastAt: ago(400_000) },
      { day: trouble(1), kind: 'repeated', told: 5, amount: 40, lastAt: ago(dayMs) },
    ],
    letters: [
      {
        ...letter,
        id: 2,
        reason: 'schema: /values/temperatureC must be number',
        bytes: 59,
        payloadBase64: base64('{"ts":"2026-11-24T01:59:00Z","values":{"temperatureC":"n/a"}}'),
      },
      {
        ...letter,
        id: 1,
        reason: 'not-json',
        bytes: 9_000,
        payloadBase64: btoa(
          Array.from({ length: 96 }, (_none, index) => String.fromCharCode((index * 37) % 256)).join(''),
        ),
      },
    ],
  };
}

function zigbee(at: string): NonNullable<DeviceDiagnosis['speaksAt']> {
  return {
    family: 'zigbee2mqtt',
    title: { zh: 'Zigbee 网关（Zigbee2MQTT）', en: 'Zigbee2MQTT' },
    mount: '',
    address: '0x00158d00018255df',
    boundBy: 'chief',
    boundAt: '2026-09-01T02:00:00.000Z',
    name: '留样冰箱',
    maker: 'Aqara',
    model: 'WSDCGQ11LM',
    gateway: 'bridge',
    state: 'online',
    lastHeardAt: at,
    said: [
      { name: 'temperature', value: 9.9, unit: '°C', at },
      { name: 'battery', value: 61, unit: '%', at },
      { name: 'linkquality', value: 89, unit: 'lqi', at },
      { name: 'update.installed_version', value: '1.0.3', at },
      { name: 'humidity', value: 0, unit: '%', bad: 'disconnected', at },
    ],
  };
}
