/** What the rules know of one shard between batches. */
import { freshSpeech, type Speech } from '@mingchu/shared/speech';
import type { Link } from './gateways.ts';
import type { Series } from './series.ts';

export interface DeviceMemory {
  /** Key: rule id, or rule id and zone. */
  series: Map<string, Series>;
  /** Absence rules: last heard (ms, receive time) per rule, negative while its silence is an open violation. */
  heard: Map<string, number>;
  speech: Speech;
}

export interface EvaluationState {
  devices: Map<string, DeviceMemory>;
  /** Time of the last tick, -1 before the first. */
  tickAt: number;
  /** Devices with a series that time alone can move. */
  timed: Set<string>;
  /** Gateways that were down, by `siteId/deviceId`. */
  links: Map<string, Link>;
}

export function freshState(): EvaluationState {
  return { devices: new Map(), tickAt: -1, timed: new Set(), links: new Map() };
}

export function memoryOf(state: EvaluationState, key: string): DeviceMemory {
  let memory = state.devices.get(key);
  if (!memory) {
    memory = { series: new Map(), heard: new Map(), speech: freshSpeech() };
    state.devices.set(key, memory);
  }
  return memory;
}
