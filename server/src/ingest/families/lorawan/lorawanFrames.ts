/** What all LoRaWAN network servers share: counters of frames, and the values that codecs of devices give. */
import { BoundedMap } from '../../model/boundedMap.ts';
import type { Heard, MappingEntry, SaidValue } from '../family.ts';
import type { Body } from '../readValue.ts';
import { sayLeaves } from '../sayValues.ts';

/** Frames may be missing one by one, as radio is; more in a row are a hole. */
const fewMissing = 4;

export interface KnownFrames {
  /** Address → the last counter of its session, and who it is, so that it is introduced once. */
  devices: BoundedMap<{ count: number; session: string; name: string }>;
}

export function beginFrames(): KnownFrames {
  return { devices: new BoundedMap(5000) };
}

interface Frame {
  device: string;
  count: number;
  /** What a device gets anew when it joins again; '' where the server does not tell. */
  session: string;
  /** Everything that is told of it by itself: when that changes it is introduced again. */
  name: string;
}

/** Introduces a device that is new, changed or has joined again, and tells of a hole in its counter. */
export function hearFrame(frame: Frame, known: KnownFrames, introduce: () => Heard): Heard[] {
  const { device, count, session, name } = frame;
  const before = known.devices.get(device);
  const goesOn = before?.session === session && count >= before.count;
  known.devices.set(device, { count, session, name });
  if (!before || before.name !== name || !goesOn) return [introduce()];
  const missing = count - before.count - 1;
  return missing > fewMissing ? [{ kind: 'fault', device, fault: 'sequence-gap', amount: missing }] : [];
}

/** Full scale of a 16-bit value in hundredths or tenths: the probe is not there. */
const noProbe = new Set([327.67, -327.68, 3276.7, -3276.8]);

/** Leaves of a decoded payload; codecs write °C and % unless an administrator knows better. */
export function sayDecoded(
  object: Body,
  { prefix = '', bad }: { prefix?: string; bad?: string } = {},
): SaidValue[] {
  return sayLeaves(object, ({ name, value }) => {
    const unfit = bad ?? (typeof value === 'number' && noProbe.has(value) ? 'no-probe' : undefined);
    return { name: prefix + name, value, ...(unfit !== undefined && { bad: unfit }) };
  });
}

const isOpen = 'value = true or value = 1 or value = "open" ? 1 : 0';
const isLeak = 'value = true or value = 1 or value = "leak" ? 1 : 0';

/** Names that codecs of common kitchen sensors use, and those of normalized payloads. */
export const lorawanMapping: readonly MappingEntry[] = [
  { name: 'temperature', to: 'temperatureC' },
  { name: 'TempC_SHT', to: 'temperatureC' },
  { name: 'TempC1', to: 'temperatureC' },
  { name: 'air.temperature', to: 'temperatureC' },
  { name: 'humidity', to: 'humidityPct' },
  { name: 'Hum_SHT', to: 'humidityPct' },
  { name: 'air.relativeHumidity', to: 'humidityPct' },
  { name: 'battery', to: 'batteryPct' },
  { name: 'door', to: 'doorOpen', expression: isOpen },
  { name: 'magnet_status', to: 'doorOpen', expression: isOpen },
  { name: 'DOOR_OPEN_STATUS', to: 'doorOpen' },
  { name: 'water_leak', to: 'waterLeak', expression: isLeak },
  { name: 'leakage_status', to: 'waterLeak', expression: isLeak },
  { name: 'WATER_LEAK_STATUS', to: 'waterLeak' },
  { name: 'pm2_5', to: 'pm25UgM3' },
];
