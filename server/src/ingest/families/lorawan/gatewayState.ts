/**
 * Whether the gateways of a network are connected: each keeps `{region}/gateway/{id}/state/conn`, which is its last will as
 * well. A filter for these topics would mean topics of other families too, so those of gateways that passed on a frame
 * are learned.
 */
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { BoundedMap } from '../../model/boundedMap.ts';
import { parseJson } from '../../model/parseJson.ts';
import type { Packet, Reading } from '../family.ts';
import { asBody, asText, type Body } from '../readValue.ts';

/** Topic → id of the gateway. */
export type KnownGateways = BoundedMap<string>;

const maxGateways = 5_000;
const gatewayId = /^[0-9a-f]{16}$/;
/** Also the prefix of the topics of its gateways, by default. */
const regionId = /^[\w-]{1,40}$/;

export function beginGateways(): KnownGateways {
  return new BoundedMap(maxGateways);
}

/** Topics of gateways that are new to us among those that heard a frame. */
export function learnGateways(
  region: unknown,
  heardBy: readonly (Body | undefined)[],
  known: KnownGateways,
): string[] {
  if (typeof region !== 'string' || !regionId.test(region)) return [];
  const topics: string[] = [];
  for (const reception of heardBy) {
    const id = asText(reception?.['gatewayId'])?.toLowerCase();
    if (id === undefined || !gatewayId.test(id)) continue;
    const topic = `${region}/gateway/${id}/state/conn`;
    if (known.get(topic) === undefined) topics.push(topic);
    known.set(topic, id);
  }
  return topics;
}

export function hearGateway(device: string, { payload }: Packet): Reading {
  if (payload.length === 0) return { heard: [] };
  const isOnline = payload[0] === 0x7b ? onlineInJson(payload) : onlineInBytes(payload);
  if (isOnline === null) return { problem: 'schema', detail: 'state of a gateway' };
  const state = isOnline ? 'online' : 'offline';
  return { heard: [{ kind: 'availability', device, state }] };
}

/** Both encodings leave out what is 0, and `OFFLINE` is. */
function onlineInJson(payload: Buffer): boolean | null {
  const body = asBody(parseJson(payload));
  const { state = 'OFFLINE' } = body ?? {};
  if (asText(body?.['gatewayId']) === undefined) return null;
  return state === 'ONLINE' || (state === 'OFFLINE' ? false : null);
}

/** Numbers of the fields of `ConnState`: id as bytes in old builds, state, id as text. */
const fields = { oldId: 1, state: 2, id: 3 } as const;

function onlineInBytes(payload: Buffer): boolean | null {
  const reader = new BinaryReader(payload);
  let isNamed = false;
  let isOnline = false;
  try {
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      if (field === fields.state) isOnline = reader.int32() === 1;
      else {
        isNamed ||= field === fields.id || field === fields.oldId;
        reader.skip(wire, field);
      }
    }
  } catch {
    return null;
  }
  return isNamed ? isOnline : null;
}
