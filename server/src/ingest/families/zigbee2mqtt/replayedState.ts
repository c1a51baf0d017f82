/**
 * Telling a device's new report from its old state. Zigbee2MQTT publishes the whole remembered state again when it
 * starts, after a command and for other reasons, as if it were new. What was said before is told by:
 * - `last_seen`, where it is switched on: the same as in an earlier message that came more than 30 s ago;
 * - the bridge, where nothing of that device is remembered or `last_seen` is off: between its going and a minute
 *   after its coming back a message that says nothing new is a replay.
 * A `last_seen` that only lies far from our clock is no sign: the bridge's clock may be wrong, and then a kitchen
 * whose every message counted as old would never raise an alarm.
 */
import { type EpochMs, skewLimitMs } from '@mingchu/shared/observation';
import type { BoundedMap } from '../../model/boundedMap.ts';

/** How long after the bridge came back its first messages are taken for what it remembered, ms. */
const replayWindowMs = 60_000;

export interface LastReport {
  lastSeen: EpochMs | null;
  /** When that `last_seen` was first heard. */
  heardAt: EpochMs;
  fingerprint: string;
}

export interface BridgeState {
  state: 'online' | 'offline' | 'unknown';
  /** When it came back; -Infinity when that was not heard. */
  backAt: EpochMs;
}

/** True when the report repeats an old one; remembers it either way. */
export function isReplayed(
  report: LastReport,
  device: string,
  known: { reports: BoundedMap<LastReport>; bridge: BridgeState },
): boolean {
  const before = known.reports.get(device);
  const { lastSeen, heardAt } = report;
  const same = before !== undefined && lastSeen !== null && lastSeen === before.lastSeen;
  known.reports.set(device, same ? { ...report, heardAt: before.heardAt } : report);
  if (same) return heardAt - before.heardAt > skewLimitMs;
  const { state, backAt } = known.bridge;
  if (state !== 'offline' && heardAt - backAt > replayWindowMs) return false;
  if (lastSeen !== null) return before === undefined && heardAt - lastSeen > skewLimitMs;
  return before === undefined || before.fingerprint === report.fingerprint;
}
