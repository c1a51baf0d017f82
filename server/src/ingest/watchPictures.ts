/**
 * Notices a camera that sends the same picture again and again: the rate of frames of a frozen one is as good as ever. The
 * feed knows since when a picture has been the same; here that becomes a fault of the camera. Every process gets every
 * picture, so one of them tells.
 */
import type { FaultObservation } from '@mingchu/shared/observation';
import { frozenAfterMs } from '@mingchu/shared/pictures';
import { topicOf } from '@mingchu/shared/mqtt';
import type { CameraFrame, FrameFeed } from '../platform/mqtt/frameFeed.ts';
import type { MessageSource } from '../platform/mqtt/messageSource.ts';
import { deviceKey, type RegistryCache } from '../registry/registryCache.ts';
import type { DeviceMemories } from './deviceMemories.ts';
import type { Judged } from './judgeMessage.ts';
import { tellFault } from './model/deviceMemory.ts';

export interface WatchPicturesDeps {
  frames: Pick<FrameFeed, 'onFrame'>;
  source: Pick<MessageSource, 'leads'>;
  registry: Pick<RegistryCache, 'devices'>;
  memories: DeviceMemories;
  /** Puts a fault into the lane of its site. */
  commit: (judged: Judged) => void;
}

/** The answer ends it. */
export function watchPictures({ frames, source, registry, memories, commit }: WatchPicturesDeps): () => void {
  return frames.onFrame(({ siteId, deviceId, at, sameSince }: CameraFrame) => {
    const amount = at - sameSince;
    const key = deviceKey(siteId, deviceId);
    if (amount < frozenAfterMs || !registry.devices.has(key) || !source.leads()) return;
    if (!tellFault(memories.of(key, true), 'picture-frozen', at)) return;
    const fault = 'picture-frozen';
    const told: FaultObservation = { kind: 'fault', siteId, deviceId, at, receivedAt: at, fault, amount };
    const topic = topicOf(siteId, deviceId, 'frame');
    const message = { topic, payload: Buffer.alloc(0), retained: false, receivedAt: at };
    commit({ message, siteId, samples: [], faults: [told], letter: null });
  });
}
