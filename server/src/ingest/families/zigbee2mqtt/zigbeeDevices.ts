/** Who is in a Zigbee network: the list of the bridge, what its devices expose, and who leaves. */
import { BoundedMap } from '../../model/boundedMap.ts';
import type { HeardDevice } from '../family.ts';
import { asBody, asList, asText, type Body } from '../readValue.ts';

/** The bridge as a device of its own: its silence explains that of the others. */
export const bridgeAddress = 'bridge';
/** Devices of one network that are remembered; the largest networks have some hundreds. */
export const maxDevices = 2000;
const maxExposes = 100;

export interface ZigbeeDevices {
  /** Friendly name → IEEE address. */
  addresses: BoundedMap<string>;
  /** IEEE address → property → unit. */
  units: BoundedMap<Map<string, string>>;
}

export function beginDevices(): ZigbeeDevices {
  return { addresses: new BoundedMap(maxDevices), units: new BoundedMap(maxDevices) };
}

/** The whole list: who stood in the one before and is missing now has been removed. */
export function hearList(list: readonly unknown[], known: ZigbeeDevices): HeardDevice[] {
  const heard: HeardDevice[] = [];
  const before = new Map([...known.addresses.entries()].map(([name, address]) => [address, name]));
  known.addresses.clear();
  for (const entry of list.slice(0, maxDevices)) {
    const device = asBody(entry) && hearMember(entry as Body, known);
    if (!device) continue;
    heard.push(device);
    before.delete(device.device);
  }
  for (const [device, name] of before) heard.push({ kind: 'device', device, name, gone: true });
  return heard;
}

/** One entry of the list, or one whose interview is over. */
export function hearMember(entry: Body, known: ZigbeeDevices): HeardDevice | undefined {
  const device = asText(entry['ieee_address']);
  if (device === undefined || entry['type'] === 'Coordinator') return undefined;
  const name = asText(entry['friendly_name']);
  if (name !== undefined) known.addresses.set(name, device);
  const definition = asBody(entry['definition']);
  const values = definition && exposedValues(asList(definition['exposes']));
  if (values) {
    const units = values.flatMap(({ name: property, unit }) => (unit ? [[property, unit] as const] : []));
    known.units.set(device, new Map(units));
  }
  const maker = asText(definition?.['vendor']);
  const model = asText(definition?.['model']);
  return {
    kind: 'device',
    device,
    gateway: bridgeAddress,
    ...(name !== undefined && { name }),
    ...(maker !== undefined && { maker }),
    ...(model !== undefined && { model }),
    ...(values && values.length > 0 && { values }),
  };
}

/** What a definition exposes; a light or thermostat keeps its properties in `features`. */
function exposedValues(exposes: readonly unknown[], depth = 1): { name: string; unit?: string }[] {
  const values: { name: string; unit?: string }[] = [];
  for (const expose of exposes.slice(0, maxExposes)) {
    const body = asBody(expose);
    if (!body) continue;
    const name = asText(body['property']);
    const unit = asText(body['unit']);
    const features = asList(body['features']);
    if (features.length > 0 && depth < 3) values.push(...exposedValues(features, depth + 1));
    else if (name !== undefined) values.push({ name, ...(unit !== undefined && { unit }) });
  }
  return values.slice(0, maxExposes);
}
