/**
 * What intake makes of one message before it is committed: the stages in order, each of which may refuse it. A
 * message is judged once, when it comes; a batch that must be tried again is not judged again.
 */
import type { DeviceFault, FaultObservation } from '@mingchu/shared/observation';
import { parseTopic } from '@mingchu/shared/mqtt';
import type { Clock } from '../platform/clock.ts';
import type { IncomingMessage } from '../platform/mqtt/messageSource.ts';
import type { Database } from '../platform/postgres/database.ts';
import { deviceKey, type RegistryCache } from '../registry/registryCache.ts';
import { type Decoded, decodeMessage, type RefusalReason } from './model/decodeMessage.ts';
import {
  type DeviceMemory,
  missingBefore,
  newDeviceMemory,
  spendLetter,
  spendToken,
  tellFault,
} from './model/deviceMemory.ts';

export interface Judged {
  receivedAt: number;
  samples: Decoded[];
  faults: FaultObservation[];
  letter: { topic: string; payload: Buffer; reason: string } | null;
}

export interface Judge {
  /** Reads what was known before this process began. */
  load(): Promise<void>;
  judge(message: IncomingMessage): Judged;
}

/** Devices that are not registered share memories of this many topics, so that inventing names costs nothing. */
const maxStrangers = 10_000;

export function createJudge({
  db,
  clock,
  registry,
  source,
}: {
  db: Database;
  clock: Clock;
  registry: RegistryCache;
  source: { shared: boolean };
}): Judge {
  const memories = new Map<string, DeviceMemory>();
  const strangers = new Map<string, DeviceMemory>();
  const memoryOf = (key: string, known: boolean) => {
    const map = known ? memories : strangers;
    let memory = map.get(key);
    if (!memory) {
      if (!known && map.size >= maxStrangers) map.clear();
      memory = newDeviceMemory(clock.now());
      map.set(key, memory);
    }
    return memory;
  };

  return {
    load: async () => {
      const rows = await db.query<{ site_id: string; device_id: string; last_seq: number | null }>(
        'select site_id, device_id, last_seq from device_state where last_seq is not null',
      );
      for (const row of rows) memoryOf(deviceKey(row.site_id, row.device_id), true).lastSeq = row.last_seq;
    },
    judge: (message) => {
      const { receivedAt } = message;
      const judged: Judged = { receivedAt, samples: [], faults: [], letter: null };
      const address = parseTopic(message.topic);
      const key = address ? deviceKey(address.siteId, address.deviceId) : message.topic;
      const known = address !== null && registry.devices.has(key);
      const memory = memoryOf(address ? key : '', known);
      const fault = (name: DeviceFault, amount: number) => {
        if (!address || !known || !tellFault(memory, name, receivedAt)) return;
        const { siteId, deviceId } = address;
        judged.faults.push({
          kind: 'fault',
          siteId,
          deviceId,
          at: receivedAt,
          receivedAt,
          fault: name,
          amount,
        });
      };
      const refuse = (reason: RefusalReason, detail?: string) => {
        if (!spendLetter(memory)) return;
        judged.letter = {
          topic: message.topic.slice(0, 500),
          payload: message.payload,
          reason: detail === undefined ? reason : `${reason}: ${detail}`,
        };
      };

      if (!spendToken(memory, receivedAt)) {
        refuse('too-many');
        fault('flood', 1);
        return judged;
      }
      const decoded = decodeMessage(message);
      if ('refused' in decoded) {
        refuse(decoded.refused, decoded.detail);
        fault('garbage', 1);
        return judged;
      }
      if (!known) {
        refuse('unknown-device');
        return judged;
      }
      judged.samples = decoded.samples;
      for (const { observation, skewMs } of decoded.samples) {
        if (skewMs !== null) fault('clock-skew', skewMs);
        // Part of a shared stream has gaps by nature.
        if (observation.kind !== 'telemetry' || observation.seq === undefined || source.shared) continue;
        const missing = missingBefore(memory, observation.seq);
        if (missing > 0) fault('sequence-gap', missing);
      }
      return judged;
    },
  };
}
