/** What intake remembers of devices and of strangers, shared by all that judge messages; and what it counts. */
import type { EpochMs } from '@mingchu/shared/observation';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/postgres/database.ts';
import { deviceKey } from '../registry/registryCache.ts';
import { BoundedMap } from './model/boundedMap.ts';
import type { RefusalReason } from './model/decodeMessage.ts';
import { type DeviceMemory, newDeviceMemory } from './model/deviceMemory.ts';
import { type BucketRate, newBucket, spend } from './model/tokenBucket.ts';

export interface JudgeCounts {
  /** Messages refused, by reason; kept as dead letters or not. */
  refused: Partial<Record<RefusalReason, number>>;
  /** Samples with a sequence number that was here before. */
  repeated: number;
}

export interface DeviceMemories {
  of(key: string, known: boolean): DeviceMemory;
  /** Whether a dead letter of it is still kept. */
  keepsLetter(memory: DeviceMemory, now: EpochMs): boolean;
  /** Reads what was known before this process began. */
  load(): Promise<void>;
  readonly counts: JudgeCounts;
}

/** Names that are not registered are remembered for this many at a time, so that inventing names costs nothing. */
const maxStrangers = 10_000;
/** Refused messages of one device, or of one topic of a family. When it sends more, the rest is not looked at: a fault, not data. */
export const garbageRate: BucketRate = { burst: 200, perS: 10 };
/** Dead letters kept, of one device and of all together; the others are counted only. */
const letterRate: BucketRate = { burst: 20, perS: 0.1 };
const allLettersRate: BucketRate = { burst: 2_000, perS: 20 };

export function createDeviceMemories({ db, clock }: { db: Database; clock: Clock }): DeviceMemories {
  const memories = new Map<string, DeviceMemory>();
  const strangers = new BoundedMap<DeviceMemory>(maxStrangers);
  const allLetters = newBucket(clock.now());
  return {
    counts: { refused: {}, repeated: 0 },
    of: (key, known) => {
      const map = known ? memories : strangers;
      let memory = map.get(key);
      if (!memory) {
        memory = newDeviceMemory(clock.now());
        map.set(key, memory);
      }
      return memory;
    },
    keepsLetter: (memory, now) =>
      spend(memory.letters, letterRate, { now, tokens: 1 }) &&
      spend(allLetters, allLettersRate, { now, tokens: 1 }),
    load: async () => {
      const rows = await db.query<{ site_id: string; device_id: string; last_seq: number }>(
        'select site_id, device_id, last_seq from device_state where last_seq is not null',
      );
      const now = clock.now();
      for (const row of rows)
        memories.set(deviceKey(row.site_id, row.device_id), newDeviceMemory(now, row.last_seq));
    },
  };
}
