/**
 * A camera that shows the same picture again and again: the rate of frames of a frozen one is as good as ever. Who gets
 * its pictures knows since when they have been the same; here that becomes a fault of the camera. Every process gets
 * every picture that cameras send, so one of them tells.
 */
import type { FaultObservation } from '@mingchu/shared/observation';
import { frozenAfterMs } from '@mingchu/shared/pictures';
import { topicOf } from '@mingchu/shared/mqtt';
import type { Clock } from '../platform/clock.ts';
import type { CameraFrame } from '../platform/mqtt/frameFeed.ts';
import type { MessageSource } from '../platform/mqtt/messageSource.ts';
import { deviceKey, type RegistryCache } from '../registry/registryCache.ts';
import type { DeviceMemories } from './deviceMemories.ts';
import type { Judged } from './judgeMessage.ts';
import { tellFault } from './model/deviceMemory.ts';

export interface TellFrozenDeps {
  clock: Clock;
  source: Pick<MessageSource, 'leads'>;
  registry: Pick<RegistryCache, 'devices'>;
  memories: DeviceMemories;
  /** Puts a fault into the lane of its site. */
  commit: (judged: Judged) => void;
}

/** Tells of a camera whose picture at a time has been the same for too long. */
export type TellFrozen = (picture: Omit<CameraFrame, 'jpeg'>) => void;

export function createTellFrozen(deps: TellFrozenDeps): TellFrozen {
  const { source, registry, memories, commit } = deps;
  // As long in real time as a screen takes to call it frozen.
  const limitMs = frozenAfterMs * deps.clock.speed;
  return ({ siteId, deviceId, at, sameSince }) => {
    const amount = at - sameSince;
    const key = deviceKey(siteId, deviceId);
    if (amount < limitMs || !registry.devices.has(key) || !source.leads()) return;
    if (!tellFault(memories.of(key, true), 'picture-frozen', at)) return;
    const fault = 'picture-frozen';
    const told: FaultObservation = { kind: 'fault', siteId, deviceId, at, receivedAt: at, fault, amount };
    const topic = topicOf(siteId, deviceId, 'frame');
    const message = { topic, payload: Buffer.alloc(0), retained: false, receivedAt: at };
    commit({ message, siteId, samples: [], faults: [told], letter: null });
  };
}
