/**
 * Which messages the embedded broker may keep for later subscribers: the status of a device, and nothing else, and
 * not more of them than there is room for. The rest is delivered and forgotten.
 */
import { parseTopic } from '@mingchu/shared/mqtt';

export interface RetainedTopics {
  /** True when the broker may keep it. A status without bytes deletes what is kept, as MQTT says. */
  mayRetain(topic: string, payloadBytes: number): boolean;
}

/** Devices of a district of 25,000 sites, with room to spare. */
const maxTopics = 200_000;
/** A status is some fifty bytes; this leaves room for unknown keys. */
const maxStatusBytes = 1_024;

export function createRetainedTopics(limits = { maxTopics, maxStatusBytes }): RetainedTopics {
  const kept = new Set<string>();
  return {
    mayRetain: (topic, payloadBytes) => {
      if (parseTopic(topic)?.kind !== 'status' || payloadBytes > limits.maxStatusBytes) return false;
      if (payloadBytes === 0) {
        kept.delete(topic);
        return true;
      }
      if (!kept.has(topic) && kept.size >= limits.maxTopics) return false;
      kept.add(topic);
      return true;
    },
  };
}
