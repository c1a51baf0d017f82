/**
 * Gateways, bridges and instances that speak for other devices. While one says, or its last will says, that it is down,
 * it is one violation of its own, and the silence of those behind it is no news: theirs is neither opened nor counted,
 * what was opened in the minutes before is taken back, and on its return each is judged afresh.
 *
 * A gateway may serve devices of other kitchens: its word is told to their shards as well.
 */
import type { Decision } from '@mingchu/shared/decision';
import type { StatusObservation } from '@mingchu/shared/observation';
import type { AbsenceRule } from '@mingchu/shared/rulebook';
import type { CompiledDevice, RuleSegment } from './compileRules.ts';
import { freshPhase } from './phase.ts';
import { freshSeries } from './series.ts';
import type { DeviceMemory, EvaluationState } from './state.ts';

/** Times in ms since 1970; -1: not. */
export interface Link {
  downSince: number;
  /** When it was last back. */
  upAt: number;
  /** It has told of its own presence: while it does not say that it goes, it is there. */
  tells?: true;
  /** Nobody has said that it is down: all behind it fell silent together. */
  inferred?: true;
}

/**
 * A broker sends a last will after one and a half keep-alive times (MQTT 3.1.1, 3.1.2.10), at most 5 min for the usual
 * ones of up to 200 s; devices with short periods are called silent before.
 */
const lateWillMs = 300_000;
/** What was on its way when the gateway went, ms. */
const onTheWayMs = 5_000;

/** Takes in the word of a device that others are behind. */
export function noteLink(
  run: { state: EvaluationState; decisions: Decision[] },
  { siteId, deviceId, state: said, at, retained }: StatusObservation,
  segment: RuleSegment,
): void {
  const key = `${siteId}/${deviceId}`;
  const behind = segment.behind(key);
  if (behind.length === 0) return;
  const { links } = run.state;
  const { downSince = -1, upAt = -1 } = links.get(key) ?? {};
  links.set(key, { downSince, upAt, tells: true });
  if (said === 'offline' && downSince < 0) {
    links.set(key, { downSince: at, upAt, tells: true });
    const place = { downAt: at, since: at - lateWillMs };
    if (!retained) for (const each of behind) takeBack(run, { device: segment.device(each), ...place });
  }
  // That it was there when the broker kept it says nothing of now.
  if (said === 'online' && !retained) noteBack(run.state, key, at);
}

/** It was heard: it is there. */
export function noteBack({ links }: Pick<EvaluationState, 'links'>, key: string, at: number): void {
  const link = links.get(key);
  if (!link || link.downSince < 0) return;
  links.set(key, { downSince: -1, upAt: at, ...(link.tells && { tells: true }) });
}

/** Until when the gateway explains that this device is away; -1: it does not, Infinity: as long as it is down. */
export function explainedUntil(
  { links }: Pick<EvaluationState, 'links'>,
  { gateway }: Pick<CompiledDevice, 'gateway'>,
  { speech }: Pick<DeviceMemory, 'speech'>,
): number {
  const link = gateway === undefined ? undefined : links.get(gateway);
  if (!link) return -1;
  if (link.downSince < 0) return link.upAt;
  // It reaches us all the same, perhaps through another gateway.
  if (speech.lastAt > link.downSince + onTheWayMs) return speech.lastAt;
  return Number.POSITIVE_INFINITY;
}

/** What the device was said to be, `since` when the gateway may have been gone, before that was found out. */
export function takeBack(
  { state, decisions }: { state: EvaluationState; decisions: Decision[] },
  { device, downAt, since }: { device: CompiledDevice | undefined; downAt: number; since: number },
): void {
  const memory = device && state.devices.get(device.key);
  if (!device || !memory) return;
  const isLate = (onsetAt: number) => onsetAt >= since;
  const withdraw = (rule: Decision['rule'], onsetAt: number) => {
    const { siteId, deviceId } = device;
    const at = { onsetAt, at: onsetAt, receivedAt: downAt };
    const fact = { reason: 'gateway-down', evidence: {}, suppressed: false } as const;
    decisions.push({ kind: 'withdraw-open', rule, siteId, deviceId, zone: '', ...at, ...fact });
  };
  for (const rule of device.absence) {
    const heard = memory.heard.get(rule.id) ?? 0;
    if (heard >= 0 || !isSilence(rule) || !isLate(-heard)) continue;
    memory.heard.set(rule.id, downAt);
    withdraw(rule, -heard);
  }
  for (const rule of device.presence) {
    const series = memory.series.get(rule.id);
    if (rule.kind !== 'offline' || !series?.head.active || !isLate(series.head.onsetAt)) continue;
    const { onsetAt, lastAt } = series.head;
    // It stays away as far as it said itself, and that counts from the return of its gateway.
    const waiting = () => ({ ...freshPhase(), lastAt, pendingSince: onsetAt });
    memory.series.set(rule.id, { ...freshSeries(), settledAt: lastAt, base: waiting(), head: waiting() });
    state.timed.add(device.key);
    withdraw(rule, onsetAt);
  }
}

/** Of the device itself, and not of one of its values. */
export function isSilence(rule: AbsenceRule): boolean {
  return 'periods' in rule.params;
}
