/** Attributes of devices: what they are, kept so that a gateway that asks for them is answered. */
import type { BoundedMap } from '../../model/boundedMap.ts';
import type { HeardDevice, SaidValue } from '../family.ts';
import { asText, type Body } from '../readValue.ts';
import { sayable } from '../sayValues.ts';

const maxAttributes = 50;

export type Attributes = BoundedMap<Map<string, SaidValue['value']>>;

/** Names under which gateways tell maker and model. */
const makers = ['manufacturer', 'vendor', 'maker'];
const models = ['model', 'deviceModel', 'type'];

/** Remembers them; a device is told of when it says who made it. */
export function hearAttributes(device: string, body: Body, attributes: Attributes): HeardDevice[] {
  const known = attributes.get(device) ?? new Map();
  for (const key in body) {
    const value = typeof body[key] === 'string' ? asText(body[key]) : sayable(body[key]);
    if (value === undefined || asText(key) === undefined) continue;
    if (known.has(key) || known.size < maxAttributes) known.set(key, value);
  }
  attributes.set(device, known);
  const first = (names: readonly string[]) =>
    names.map((name) => (Object.hasOwn(body, name) ? asText(body[name]) : undefined)).find((text) => text);
  const maker = first(makers);
  const model = first(models);
  if (maker === undefined && model === undefined) return [];
  return [
    { kind: 'device', device, ...(maker !== undefined && { maker }), ...(model !== undefined && { model }) },
  ];
}

/** Those that are known among the asked. */
export function lookUpAttributes(
  device: string,
  keys: readonly unknown[],
  attributes: Attributes,
): Record<string, SaidValue['value']> {
  const known = attributes.get(device);
  const found = keys.slice(0, maxAttributes).flatMap((key) => {
    const value = typeof key === 'string' ? known?.get(key) : undefined;
    return value === undefined ? [] : [[key as string, value] as const];
  });
  return Object.fromEntries(found);
}
