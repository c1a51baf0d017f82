/**
 * What comes on a topic of a family and cannot be read: counted, kept as a dead letter within bounds, and a trouble of
 * the bound device that wrote it, where its family knows whose it was. Of the others there is nobody to be told of.
 */
import type { HeardAddress } from '@mingchu/shared/bindings';
import type { DeviceFault } from '@mingchu/shared/observation';
import type { BindingBook } from '../bindings/bindingBook.ts';
import type { IncomingMessage } from '../platform/mqtt/messageSource.ts';
import { deviceKey, type RegistryCache } from '../registry/registryCache.ts';
import { type DeviceMemories, garbageRate } from './deviceMemories.ts';
import type { Addressed } from './families/familyOfTopic.ts';
import { deadLetter, type Judged, pushFault } from './judgeMessage.ts';
import type { RefusalReason } from './model/decodeMessage.ts';
import { type DeviceMemory, tellFault } from './model/deviceMemory.ts';
import { spend } from './model/tokenBucket.ts';

export interface RefuseHeardDeps {
  registry: RegistryCache;
  book: Pick<BindingBook, 'find'>;
  memories: DeviceMemories;
  /** Puts a part into the lane of its site. */
  commit: (judged: Judged, taken: () => void) => void;
}

export interface Refused {
  reason: RefusalReason;
  detail?: string | undefined;
  /** Of the topic. */
  memory: DeviceMemory;
  /** Of the family and mount. */
  letters: DeviceMemory;
  /** What the family remembers below the mount. */
  known: unknown;
}

/** It says more of Mingchu, or of who announces the device, than of the device. */
const noGarbage: ReadonlySet<RefusalReason> = new Set([
  'unknown-topic',
  'unknown-site',
  'unsupported-template',
]);
/** What is not looked at has a topic and no body. */
const unread: ReadonlySet<RefusalReason> = new Set(['too-many', 'too-large']);

export function createRefuser(deps: RefuseHeardDeps) {
  const { memories } = deps;
  return (
    message: IncomingMessage,
    addressed: Addressed,
    { taken, ...refused }: Refused & { taken: () => void },
  ) => {
    const { reason, detail, memory, letters } = refused;
    const { receivedAt } = message;
    spend(memory.garbage, garbageRate, { now: receivedAt, tokens: 1 });
    memories.counts.refused[reason] = (memories.counts.refused[reason] ?? 0) + 1;
    const speaker = noGarbage.has(reason) ? undefined : speakerOf(deps, message, addressed, refused);
    const letter = memories.keepsLetter(letters, receivedAt) ? deadLetter(message, reason, detail) : null;
    if (!speaker && !letter) return taken();
    const judged: Judged = { message, siteId: speaker?.siteId ?? '', samples: [], faults: [], letter };
    if (speaker) tellGarbage(memories, judged, { ...speaker, reason });
    deps.commit(judged, taken);
  };
}

/** The likeliest of those that are bound. */
function speakerOf(
  { registry, book }: RefuseHeardDeps,
  message: IncomingMessage,
  { family, mount, topic }: Addressed,
  { reason, known }: Refused,
): { siteId: string; deviceId: string } | undefined {
  const { retained, receivedAt, username = null } = message;
  const payload = unread.has(reason) ? Buffer.alloc(0) : message.payload;
  const packet = { topic, payload, retained, receivedAt, username };
  for (const address of family.speakers?.(packet, known) ?? []) {
    const at: HeardAddress = { family: family.id, mount, address };
    const bound = book.find(at);
    if (bound && registry.devices.has(deviceKey(bound.siteId, bound.deviceId))) return bound;
  }
  return undefined;
}

/** As on canonical topics: refused messages are garbage, and those that are not looked at any more a flood. */
function tellGarbage(
  memories: DeviceMemories,
  judged: Judged,
  { siteId, deviceId, reason }: { siteId: string; deviceId: string; reason: RefusalReason },
): void {
  const memory = memories.of(deviceKey(siteId, deviceId), true);
  const tell = (fault: DeviceFault, amount: number) => {
    if (!tellFault(memory, fault, judged.message.receivedAt)) return false;
    pushFault(judged, { siteId, deviceId, fault, amount, key: null });
    return true;
  };
  judged.counted = { deviceId, kind: 'refused', amount: 1 };
  if (reason !== 'too-many') {
    tell('garbage', 1);
    return;
  }
  memory.droppedCount += 1;
  if (tell('flood', memory.droppedCount)) memory.droppedCount = 0;
}
