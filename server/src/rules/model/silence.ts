/**
 * Silence: a device is heard when any message of its own arrives (retained ones are the broker's, not the device's).
 * How long it may be silent goes by its report period: the registered one, or its own where that is longer. When ticks
 * themselves were missing, nobody was listening, and every device's silence is counted from then; while its gateway is
 * down it cannot be heard, and is counted from the gateway's return.
 */
import type { Decision } from '@mingchu/shared/decision';
import type { Observation } from '@mingchu/shared/observation';
import type { AbsenceRule } from '@mingchu/shared/rulebook';
import { pausesUntilSilent, silentAfterMs } from '@mingchu/shared/silence';
import { forgetPauses, noteSpeech, periodOf, type Speech } from '@mingchu/shared/speech';
import type { CompiledDevice } from './compileRules.ts';
import { explainedUntil, isSilence } from './gateways.ts';
import { type EvaluationState, memoryOf } from './state.ts';

interface Run {
  state: EvaluationState;
  decisions: Decision[];
}

interface Place {
  device: CompiledDevice;
  rule: AbsenceRule;
}

/** A message has come: the devices' own silence ends. */
export function hear(
  run: Run,
  device: CompiledDevice,
  observation: Exclude<Observation, { kind: 'tick' }>,
): void {
  // A last will is the broker's word about a device that is gone.
  if (observation.kind === 'status' && observation.state === 'offline') return;
  const { receivedAt } = observation;
  const memory = memoryOf(run.state, device.key);
  noteSpeech(memory.speech, receivedAt, silentAfterMs(pausesUntilSilent, device.reportPeriodMs));
  for (const rule of device.absence) {
    if (
      'metric' in rule.params &&
      !(observation.kind === 'telemetry' && rule.params.metric in observation.values)
    )
      continue;
    const heard = memory.heard.get(rule.id);
    if (heard !== undefined && heard < 0) {
      pushAbsence(run, { device, rule }, { kind: 'clear', onsetAt: -heard, at: receivedAt });
    }
    memory.heard.set(rule.id, Math.max(receivedAt, heard ?? 0));
  }
}

/** Time has come to `at`: has this device been silent too long? `blind`: nobody was listening since the last tick. */
export function judgeSilence(
  run: Run,
  { device, rule }: Place,
  { at, lastTickAt, blind }: { at: number; lastTickAt: number; blind: boolean },
): void {
  const memory = memoryOf(run.state, device.key);
  const { heard, speech } = memory;
  const last = heard.get(rule.id);
  if (blind) forgetPauses(speech);
  if (last === undefined || (blind && last >= 0)) {
    heard.set(rule.id, Math.max(at, last ?? 0));
    return;
  }
  if (last < 0) return;
  const unwatched = rule.closedHours === 'ignore' && !device.isOpen(at);
  const explained = explainedUntil(run.state, device, memory) > at;
  if (unwatched || explained) {
    // What is missed of one value over a day is not begun anew by a short outage: its time stands still meanwhile.
    const stoodStill = explained && !isSilence(rule);
    heard.set(rule.id, stoodStill ? last + (at - lastTickAt) : Math.max(at, last));
    return;
  }
  if (at - last <= limitOf({ device, rule }, speech)) return;
  heard.set(rule.id, -last);
  pushAbsence(run, { device, rule }, { kind: 'open', onsetAt: last, at });
}

/** How long the device, or its value, may be missing, ms. */
export function limitOf({ device, rule }: Place, speech: Speech): number {
  return 'periods' in rule.params
    ? silentAfterMs(rule.params.periods, periodOf(speech, device.reportPeriodMs))
    : rule.params.forS * 1000;
}

function pushAbsence(
  run: Run,
  place: Place,
  fact: { kind: 'open' | 'clear'; onsetAt: number; at: number },
): void {
  const { device, rule } = place;
  const opening = 'metric' in rule.params ? 'no-record' : 'silent-for-periods';
  run.decisions.push({
    kind: fact.kind,
    rule,
    siteId: device.siteId,
    deviceId: device.deviceId,
    zone: '',
    onsetAt: fact.onsetAt,
    at: fact.kind === 'open' ? fact.onsetAt : fact.at,
    receivedAt: fact.at,
    reason: fact.kind === 'open' ? opening : 'heard-again',
    evidence: {},
    suppressed: fact.kind === 'open' && rule.closedHours === 'suppress' && !device.isOpen(fact.at),
  });
}
