/**
 * Evaluation: what a shard's observations mean under the rulebook. Deterministic: no clock, no randomness, no I/O;
 * the answer depends on the state, the observations and the registry only, and not on how they are cut into batches.
 * The state handed in is used up: it becomes the state answered, because copying 100,000 series a batch is not free.
 *
 * Silence: a device is heard when any message of its own arrives (retained ones are the broker's, not the device's).
 * When ticks themselves were missing, nobody was listening, and every device's silence is counted from then.
 */
import type { DetectionObservation, Observation, TelemetryObservation } from '@mingchu/shared/observation';
import { skewLimitMs } from '@mingchu/shared/observation';
import type { ViolationEvidence } from '@mingchu/shared/violation';
import type { CompiledDevice, CompiledRules, RuleSegment } from './compileRules.ts';
import { movedByTime, type Sample, type SampledRule, type TransitionReason } from './fold.ts';
import type { AbsenceRule, Rule } from './ruleSchema.ts';
import { addSample, addTime, freshSeries, type IgnoredReason, type Series, type SeriesChange } from './series.ts';

export interface DeviceMemory {
  /** Key: rule id, or rule id and zone. */
  series: Map<string, Series>;
  /** Absence rules: last heard (ms, receive time) per rule, negative while its silence is an open violation. */
  heard: Map<string, number>;
}

export interface EvaluationState {
  devices: Map<string, DeviceMemory>;
  /** Time of the last tick, -1 before the first. */
  tickAt: number;
  /** Devices with a series that time alone can move. */
  timed: Set<string>;
}

export type DecisionReason = TransitionReason | 'silent-for-periods' | 'no-record' | 'heard-again' | 'late-sample-contradicts';

export interface Decision {
  kind: 'open' | 'clear' | 'withdraw-open' | 'withdraw-clear' | 'correct-open' | 'correct-clear';
  rule: Rule;
  siteId: string;
  deviceId: string;
  zone: string;
  /** Trusted time at which the condition began. */
  onsetAt: number;
  /** For `correct-open`: the onset told before. */
  wasOnsetAt?: number;
  /** Trusted time at which it ended; the onset for an opening. */
  at: number;
  /** Receive time of the message that decided it. */
  receivedAt: number;
  reason: DecisionReason;
  evidence: ViolationEvidence;
  /** Opened in closed hours by a rule that is silent then. */
  suppressed: boolean;
}

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
const maxTickGapMs = skewLimitMs;
/** No device is called silent before this, ms. */
const minSilenceMs = 30_000;

export function freshState(): EvaluationState {
  return { devices: new Map(), tickAt: -1, timed: new Set() };
}

/** Judges the observations one after the other. */
export function evaluate(state: EvaluationState, observations: readonly Observation[], rules: CompiledRules): Evaluation {
  const run: Run = { state, decisions: [], ignored: {}, changes: [] };
  for (const observation of observations) {
    if (observation.kind === 'tick') {
      judgeTick(run, observation.at, rules.segmentAt(observation.at));
      continue;
    }
    const key = `${observation.siteId}/${observation.deviceId}`;
    const device = rules.segmentAt(observation.at).device(key);
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
  if (device.absence.length > 0) hear(run, device, observation);
  const { at, receivedAt } = observation;
  switch (observation.kind) {
    case 'telemetry':
      return judgeTelemetry(run, device, observation);
    case 'detection':
      return judgeDetection(run, device, observation);
    case 'fault':
      for (const rule of device.byFault.get(observation.fault) ?? []) {
        const evidence = { type: observation.fault, value: observation.amount };
        feed(run, { device, rule, zone: '' }, { at, receivedAt, value: 1, id: '', evidence });
      }
      return;
    case 'status':
      for (const rule of device.offline) {
        const value = observation.state === 'offline' ? 1 : 0;
        feed(run, { device, rule, zone: '' }, { at, receivedAt, value, id: '', evidence: null });
      }
  }
}

function judgeTelemetry(run: Run, device: CompiledDevice, observation: TelemetryObservation): void {
  const { at, receivedAt, values } = observation;
  for (const metric in values) {
    const rules = device.byMetric.get(metric);
    if (!rules) continue;
    for (const rule of rules) {
      let value = values[metric] as number;
      if (rule.kind === 'threshold' || rule.kind === 'rate') {
        if (rule.params.ignoreValues?.includes(value)) continue;
      }
      if (rule.kind === 'threshold' && rule.params.whenMetric !== undefined) {
        if (!((values[rule.params.whenMetric] ?? Number.NaN) > (rule.params.whenAbove ?? 0))) value = Number.NaN;
      }
      feed(run, { device, rule, zone: '' }, { at, receivedAt, value, id: '', evidence: null });
    }
  }
}

function judgeDetection(run: Run, device: CompiledDevice, observation: DetectionObservation): void {
  const rules = device.byDetection.get(observation.type);
  if (!rules) return;
  const { at, receivedAt, id, zone, type, confidence, box, frameSha256, snapshotUrl } = observation;
  for (const rule of rules) {
    if (rule.kind !== 'detections' || confidence < rule.params.minConfidence) continue;
    const evidence: ViolationEvidence = {
      type,
      confidence,
      ...(box && { box }),
      ...(frameSha256 !== undefined && { frameSha256 }),
      ...(snapshotUrl !== undefined && { snapshotUrl }),
    };
    feed(run, { device, rule, zone }, { at, receivedAt, value: confidence, id, evidence });
  }
}

function memoryOf(state: EvaluationState, key: string): DeviceMemory {
  let memory = state.devices.get(key);
  if (!memory) {
    memory = { series: new Map(), heard: new Map() };
    state.devices.set(key, memory);
  }
  return memory;
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
  const ignored = addSample(rule, device, { series, sample, tickAt: run.state.tickAt, changes });
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
      evidence: transition.evidence,
      suppressed: rule.closedHours === 'suppress' && !device.isOpen(transition.onsetAt),
    });
  }
  run.changes.length = 0;
}

function hear(run: Run, device: CompiledDevice, observation: Exclude<Observation, { kind: 'tick' }>): void {
  // A last will is the broker's word about a device that is gone.
  if (observation.kind === 'status' && observation.state === 'offline') return;
  const { receivedAt } = observation;
  const memory = memoryOf(run.state, device.key);
  for (const rule of device.absence) {
    if ('metric' in rule.params && !(observation.kind === 'telemetry' && rule.params.metric in observation.values)) continue;
    const heard = memory.heard.get(rule.id);
    if (heard !== undefined && heard < 0) {
      pushAbsence(run, { device, rule, zone: '' }, { kind: 'clear', onsetAt: -heard, at: receivedAt });
    }
    memory.heard.set(rule.id, Math.max(receivedAt, heard ?? 0));
  }
}

function judgeTick(run: Run, at: number, segment: RuleSegment): void {
  const { state } = run;
  if (at <= state.tickAt) return;
  const firstOfThisTick = run.decisions.length;
  const blind = state.tickAt < 0 || at - state.tickAt > maxTickGapMs;
  state.tickAt = at;
  for (const device of segment.watchedForSilence()) {
    for (const rule of device.absence) judgeSilence(run, { device, rule, zone: '' }, { rule, at, blind });
  }
  for (const key of state.timed) passTime(run, { key, at, segment });
  const decided = run.decisions.splice(firstOfThisTick).sort(inOrder);
  run.decisions.push(...decided);
}

function judgeSilence(run: Run, place: Place, { rule, at, blind }: { rule: AbsenceRule; at: number; blind: boolean }): void {
  const { device } = place;
  const { heard } = memoryOf(run.state, device.key);
  const last = heard.get(rule.id);
  if (last === undefined || (blind && last >= 0)) {
    heard.set(rule.id, Math.max(at, last ?? 0));
    return;
  }
  if (last < 0) return;
  const unwatched = rule.closedHours === 'ignore' && !device.isOpen(at);
  if (unwatched) {
    heard.set(rule.id, Math.max(at, last));
    return;
  }
  const limitMs =
    'periods' in rule.params
      ? Math.max(rule.params.periods * device.reportPeriodMs, minSilenceMs)
      : rule.params.forS * 1000;
  if (at - last <= limitMs) return;
  heard.set(rule.id, -last);
  pushAbsence(run, place, { kind: 'open', onsetAt: last, at });
}

function pushAbsence(run: Run, place: Place, fact: { kind: 'open' | 'clear'; onsetAt: number; at: number }): void {
  const { device, rule } = place;
  const opening = rule.kind === 'absence' && 'metric' in rule.params ? 'no-record' : 'silent-for-periods';
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

function passTime(run: Run, { key, at, segment }: { key: string; at: number; segment: RuleSegment }): void {
  const device = segment.device(key);
  const memory = run.state.devices.get(key);
  // Out of service: nothing moves until it is back.
  if (!device || !memory) return;
  let timed = false;
  for (const [seriesKey, series] of memory.series) {
    const [ruleId = '', zone = ''] = seriesKey.split('\n');
    const rule = timedRule(device, ruleId);
    if (!rule || !movedByTime(rule, series.head)) continue;
    addTime(rule, { series, tickAt: at, changes: run.changes });
    if (run.changes.length > 0) decide(run, { device, rule, zone });
    timed ||= movedByTime(rule, series.head);
  }
  if (!timed) run.state.timed.delete(key);
}

function timedRule(device: CompiledDevice, ruleId: string): SampledRule | undefined {
  for (const rule of device.offline) if (rule.id === ruleId) return rule;
  for (const index of [device.byDetection, device.byFault]) {
    for (const rules of index.values()) {
      for (const rule of rules) if (rule.id === ruleId && rule.kind !== 'absence') return rule;
    }
  }
  return undefined;
}

/** Within one tick the order of decisions must not depend on the order in which devices were first heard. */
function inOrder(a: Decision, b: Decision): number {
  return a.at - b.at || compare(a.siteId, b.siteId) || compare(a.deviceId, b.deviceId) || compare(a.rule.id, b.rule.id) || compare(a.zone, b.zone);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
