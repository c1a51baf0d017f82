/**
 * Evaluation: what a shard's observations mean under the rulebook. Deterministic: no clock, no randomness, no I/O;
 * the answer depends on the state, the observations and the registry only, and not on how they are cut into batches.
 * The state handed in is used up: it becomes the state answered, because copying 100,000 series a batch is not free.
 */
import type {
  DetectionObservation,
  Observation,
  StatusObservation,
  TelemetryObservation,
} from '@mingchu/shared/observation';
import type { ViolationEvidence } from '@mingchu/shared/violation';
import type { Decision } from '@mingchu/shared/decision';
import type { CompiledDevice, CompiledRules, RuleSegment } from './compileRules.ts';
import { movedByTime, type SampledRule } from './fold.ts';
import { silentBehind } from './foldPresence.ts';
import { explainedUntil, noteBack, noteLink, takeBack } from './gateways.ts';
import { atOwnPace } from './pace.ts';
import type { FoldPlace, Sample } from './phase.ts';
import type { Rule } from '@mingchu/shared/rulebook';
import { addSample, addTime, freshSeries, type IgnoredReason, type SeriesChange } from './series.ts';
import { hear, judgeSilence } from './silence.ts';
import { silentGateways } from './silentGateways.ts';
import { type DeviceMemory, type EvaluationState, memoryOf } from './state.ts';

export type Ignored = IgnoredReason | 'retained' | 'unknown-device' | 'too-many-zones';

export interface Evaluation {
  state: EvaluationState;
  decisions: Decision[];
  /** How many observations were left out, by reason. */
  ignored: Partial<Record<Ignored, number>>;
}

/** Zones that one rule follows at one camera. */
const maxZones = 16;
/** Ticks further apart mean that nobody was listening in between, ms. */
const maxTickGapMs = 60_000;

/** Judges the observations one after the other. */
export function evaluate(
  state: EvaluationState,
  observations: readonly Observation[],
  rules: CompiledRules,
): Evaluation {
  const run: Run = { state, decisions: [], ignored: {}, changes: [] };
  for (const observation of observations) {
    if (observation.kind === 'tick') {
      judgeTick(run, observation.at, rules.segmentAt(observation.at));
      continue;
    }
    const key = `${observation.siteId}/${observation.deviceId}`;
    const segment = rules.segmentAt(observation.at);
    const device = segment.device(key);
    if (!observation.retained && state.links.size > 0) endSilentGateways(run, observation, segment);
    if (observation.kind === 'status') noteLink(run, observation, segment);
    else if (state.links.size > 0 && !observation.retained) noteBack(state, key, observation.receivedAt);
    if (!device) count(run, 'unknown-device');
    else if (observation.retained) count(run, 'retained');
    else judge(run, device, observation);
  }
  return { state, decisions: run.decisions, ignored: run.ignored };
}

interface Run {
  state: EvaluationState;
  decisions: Decision[];
  ignored: Partial<Record<Ignored, number>>;
  /** Scratch, empty between samples. */
  changes: SeriesChange[];
}

function count(run: Run, reason: Ignored): void {
  run.ignored[reason] = (run.ignored[reason] ?? 0) + 1;
}

function judge(run: Run, device: CompiledDevice, observation: Exclude<Observation, { kind: 'tick' }>): void {
  if (device.absence.length > 0 || device.gateway !== undefined || device.behind > 0)
    hear(run, device, observation);
  const { at, receivedAt } = observation;
  switch (observation.kind) {
    case 'telemetry':
      return judgeTelemetry(run, device, observation);
    case 'detection':
      return judgeDetection(run, device, observation);
    case 'fault':
      for (const each of device.byFault.get(observation.fault) ?? []) {
        const rule = atOwnPace(each, device, run.state.devices.get(device.key)?.speech);
        const evidence = { type: observation.fault, value: observation.amount };
        feed(run, { device, rule, zone: '' }, { at, receivedAt, value: 1, id: '', evidence });
      }
      return;
    case 'status':
      return judgePresence(run, device, observation);
  }
}

function judgePresence(run: Run, device: CompiledDevice, observation: StatusObservation): void {
  const { at, receivedAt, state } = observation;
  const value = state === 'offline' ? 1 : 0;
  for (const rule of device.presence) {
    // That it goes with its gateway is no restlessness of its own.
    if (rule.kind === 'flapping' && value === 1 && placeOf(run, device, rule).explainedUntil === Infinity)
      continue;
    feed(run, { device, rule, zone: '' }, { at, receivedAt, value, id: '', evidence: null });
  }
}

/** Somebody who speaks through it, or it itself, is heard: a gateway that was taken for gone is there. */
function endSilentGateways(
  run: Run,
  observation: Exclude<Observation, { kind: 'tick' }>,
  segment: RuleSegment,
): void {
  const { siteId, deviceId, receivedAt } = observation;
  if (observation.kind === 'status' && observation.state === 'offline') return;
  const key = `${siteId}/${deviceId}`;
  for (const each of [key, segment.device(key)?.gateway]) {
    if (each === undefined || !run.state.links.get(each)?.inferred) continue;
    noteBack(run.state, each, receivedAt);
    const gateway = segment.device(each);
    if (gateway) feedOffline(run, gateway, { at: receivedAt, value: 0 });
  }
}

function startSilentGateways(run: Run, at: number, segment: RuleSegment): void {
  for (const { gateway, witnesses, since } of silentGateways(run.state, segment, at)) {
    const upAt = run.state.links.get(gateway.key)?.upAt ?? -1;
    run.state.links.set(gateway.key, { downSince: at, upAt, inferred: true });
    for (const device of witnesses) takeBack(run, { device, downAt: at, since });
    feedOffline(run, gateway, { at, value: silentBehind });
  }
}

function feedOffline(run: Run, device: CompiledDevice, { at, value }: { at: number; value: number }): void {
  for (const rule of device.presence) {
    if (rule.kind !== 'offline') continue;
    feed(run, { device, rule, zone: '' }, { at, receivedAt: at, value, id: '', evidence: null });
  }
}

/** Only presence is explained by a gateway. */
function placeOf({ state }: Run, device: CompiledDevice, rule: Rule): FoldPlace {
  if (device.gateway === undefined || (rule.kind !== 'offline' && rule.kind !== 'flapping')) return device;
  const { gapMs, isOpen } = device;
  return { gapMs, isOpen, explainedUntil: explainedUntil(state, device, memoryOf(state, device.key)) };
}

function judgeTelemetry(run: Run, device: CompiledDevice, observation: TelemetryObservation): void {
  const { at, receivedAt, values } = observation;
  for (const metric in values) {
    const rules = device.byMetric.get(metric);
    if (!rules) continue;
    for (const rule of rules) {
      let value = values[metric] as number;
      if (rule.kind === 'threshold' || rule.kind === 'rate' || rule.kind === 'stuck') {
        if (rule.params.ignoreValues?.includes(value)) continue;
      }
      if (rule.kind === 'threshold' && rule.params.whenMetric !== undefined) {
        if (!((values[rule.params.whenMetric] ?? Number.NaN) > (rule.params.whenAbove ?? 0)))
          value = Number.NaN;
      }
      feed(run, { device, rule, zone: '' }, { at, receivedAt, value, id: '', evidence: null });
    }
  }
}

function judgeDetection(run: Run, device: CompiledDevice, observation: DetectionObservation): void {
  const rules = device.byDetection.get(observation.type);
  if (!rules) return;
  const { at, receivedAt, id, zone, type, confidence, conclusive, box, frameSha256, snapshotUrl } =
    observation;
  for (const rule of rules) {
    if (rule.kind !== 'detections' || confidence < rule.params.minConfidence) continue;
    const evidence: ViolationEvidence = {
      type,
      confidence,
      ...(box && { box }),
      ...(frameSha256 !== undefined && { frameSha256 }),
      ...(snapshotUrl !== undefined && { snapshotUrl }),
    };
    const seen = { at, receivedAt, value: confidence, id, evidence, ...(conclusive && { conclusive }) };
    feed(run, { device, rule, zone }, seen);
  }
}

interface Place {
  device: CompiledDevice;
  rule: Rule;
  zone: string;
}

function feed(run: Run, { device, rule, zone }: Place, sample: Sample): void {
  if (rule.kind === 'absence') return;
  const memory = memoryOf(run.state, device.key);
  const key = zone === '' ? rule.id : `${rule.id}\n${zone}`;
  let series = memory.series.get(key);
  if (!series) {
    if (zone !== '' && zonesOf(memory, rule.id) >= maxZones) return count(run, 'too-many-zones');
    series = freshSeries();
    memory.series.set(key, series);
  }
  const { changes } = run;
  const ignored = addSample(rule, placeOf(run, device, rule), {
    series,
    sample,
    tickAt: run.state.tickAt,
    changes,
  });
  if (ignored) count(run, ignored);
  if (movedByTime(rule, series.head)) run.state.timed.add(device.key);
  if (changes.length > 0) decide(run, { device, rule, zone });
}

function zonesOf(memory: DeviceMemory, ruleId: string): number {
  let zones = 0;
  for (const key of memory.series.keys()) if (key.startsWith(`${ruleId}\n`)) zones++;
  return zones;
}

/** Turns the changes of one series into decisions. */
function decide(run: Run, { device, rule, zone }: Place): void {
  const behind = rule.kind === 'offline' ? device.behind : 0;
  for (const change of run.changes) {
    const { kind, transition } = change;
    run.decisions.push({
      kind,
      ...(change.kind === 'correct-open' && { wasOnsetAt: change.was.onsetAt }),
      rule,
      siteId: device.siteId,
      deviceId: device.deviceId,
      zone,
      onsetAt: transition.onsetAt,
      at: transition.at,
      receivedAt: transition.receivedAt,
      reason: kind === 'open' || kind === 'clear' ? transition.reason : 'late-sample-contradicts',
      evidence: behind > 0 && kind === 'open' ? { ...transition.evidence, behind } : transition.evidence,
      suppressed: rule.closedHours === 'suppress' && !device.isOpen(transition.onsetAt),
    });
  }
  run.changes.length = 0;
}

function judgeTick(run: Run, at: number, segment: RuleSegment): void {
  const { state } = run;
  if (at <= state.tickAt) return;
  const firstOfThisTick = run.decisions.length;
  const lastTickAt = state.tickAt;
  const blind = lastTickAt < 0 || at - lastTickAt > maxTickGapMs;
  state.tickAt = at;
  if (!blind) startSilentGateways(run, at, segment);
  for (const device of segment.watchedForSilence()) {
    for (const rule of device.absence) judgeSilence(run, { device, rule }, { at, lastTickAt, blind });
  }
  for (const key of state.timed) passTime(run, { key, at, segment });
  const decided = run.decisions.splice(firstOfThisTick).sort(inOrder);
  run.decisions.push(...decided);
}

function passTime(run: Run, { key, at, segment }: { key: string; at: number; segment: RuleSegment }): void {
  const device = segment.device(key);
  const memory = run.state.devices.get(key);
  // Out of service: nothing moves until it is back.
  if (!device || !memory) return;
  let timed = false;
  for (const [seriesKey, series] of memory.series) {
    const [ruleId = '', zone = ''] = seriesKey.split('\n');
    const found = timedRule(device, ruleId);
    const rule = found && atOwnPace(found, device, memory.speech);
    if (!rule || !movedByTime(rule, series.head)) continue;
    addTime(rule, placeOf(run, device, rule), { series, tickAt: at, changes: run.changes });
    if (run.changes.length > 0) decide(run, { device, rule, zone });
    timed ||= movedByTime(rule, series.head);
  }
  if (!timed) run.state.timed.delete(key);
}

function timedRule(device: CompiledDevice, ruleId: string): SampledRule | undefined {
  for (const rule of device.presence) if (rule.id === ruleId) return rule;
  for (const index of [device.byDetection, device.byFault]) {
    for (const rules of index.values()) {
      for (const rule of rules) if (rule.id === ruleId && rule.kind !== 'absence') return rule;
    }
  }
  return undefined;
}

/** Within one tick the order of decisions must not depend on the order in which devices were first heard. */
function inOrder(a: Decision, b: Decision): number {
  return (
    a.at - b.at ||
    compare(a.siteId, b.siteId) ||
    compare(a.deviceId, b.deviceId) ||
    compare(a.rule.id, b.rule.id) ||
    compare(a.zone, b.zone)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
