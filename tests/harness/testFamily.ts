/**
 * A family of devices for tests of the pipeline, with everything that a family may tell: `probe/{name}/say` has values,
 * `probe/{name}/lwt` presence, `probe/{name}/seen` a finding, `probe/all` several devices at once, and `probe/{name}/hello`
 * introduces a device, is remembered, and is answered on `probe/{name}/welcome`.
 */
import type { Family, Heard, Reading, SaidValue } from '@mingchu/server/ingest/families/family';

interface Said {
  values: Record<string, { value: SaidValue['value']; unit?: string; bad?: string }>;
  time?: number;
  key?: string;
  historical?: true;
}

export const testFamily: Family = {
  id: 'probe',
  title: { zh: '测试探头', en: 'Test probes' },
  topics: ['probe/#'],
  reportPeriodS: 60,
  mapping: [
    { name: 'temp*', to: 'temperatureC' },
    { name: 'hum', to: 'humidityPct' },
    { name: 'gas', to: 'gasPctLel' },
    { name: 'person', to: 'stranger' },
  ],
  begin: () => new Map<string, string>(),
  speakers: ({ topic }) => topic.split('/').slice(1, 2),
  decode: ({ topic, payload }, known) => {
    const [, device = '', kind] = topic.split('/');
    if (device === 'all') return all(JSON.parse(payload.toString()) as Record<string, Said>);
    switch (kind) {
      case 'say':
        return say(device, payload);
      case 'lwt':
        return lwt(device, payload.toString());
      case 'seen':
        return { heard: [{ kind: 'finding', device, deviceTime: null, ...JSON.parse(payload.toString()) }] };
      case 'hello':
        (known as Map<string, string>).set(device, payload.toString());
        return {
          heard: [{ kind: 'device', device, ...JSON.parse(payload.toString()) }],
          replies: [{ topic: `probe/${device}/welcome`, payload: 'welcome', qos: 1, retain: false }],
        };
      case 'welcome':
        return { heard: [] };
      default:
        return { problem: 'unknown-topic' };
    }
  },
};

function say(device: string, payload: Buffer): Reading {
  try {
    return { heard: [heardOf(device, JSON.parse(payload.toString()) as Said)] };
  } catch {
    return { problem: 'not-json' };
  }
}

function all(devices: Record<string, Said>): Reading {
  return { heard: Object.entries(devices).map(([device, said]) => heardOf(device, said)) };
}

function heardOf(device: string, { values, time, key, historical }: Said): Heard {
  return {
    kind: 'values',
    device,
    values: Object.entries(values).map(([name, said]) => ({ name, ...said })),
    deviceTime: time ?? null,
    key: key ?? null,
    ...(historical && { historical }),
  };
}

function lwt(device: string, text: string): Reading {
  const state = text === 'online' ? 'online' : 'offline';
  return { heard: [{ kind: 'availability', device, state, ...(text === 'asleep' && { expected: true }) }] };
}
