/**
 * The district as this screen knows it. Pure: snapshot and changes under one sequence number go in, the next
 * state and a named reason come out. Applying the same batch twice changes nothing.
 */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type {
  Change,
  ChangeRange,
  DeviceHealth,
  InAppMessage,
  InspectorPosition,
  RuleSummary,
  Snapshot,
  SumAt,
  TodayStats,
} from '@mingchu/shared/live';
import type { Device, Grid, Group, Site } from '@mingchu/shared/registry';
import type { CoverageGap } from '@mingchu/shared/shift';
import {
  addSums,
  coverageSum,
  deviceSum,
  dispatchSum,
  inspectorSum,
  noSum,
  type StateSums,
  type Sum,
  type SummedKind,
  subtractSums,
  sumsOf,
  violationSum,
} from '@mingchu/shared/stateSum';
import type { Violation } from '@mingchu/shared/violation';
import { finalDispatchStates } from './finalStates.ts';

/** Messages kept on screen; older ones are in the database. */
export const maxMessages = 50;
/** Sums remembered: what passes while the server reads its own, at some hundred changes a second. */
const maxTrail = 2_000;

/** A number that this screen has passed, and what its facts added up to then. */
type PassedNumber = Pick<SumAt, 'seq' | 'sums'>;

export interface LiveState {
  /** Last sequence number applied; null before the first snapshot. */
  seq: number | null;
  district: string;
  groups: readonly Group[];
  grids: readonly Grid[];
  sites: ReadonlyMap<string, Site>;
  /** By `siteId/deviceId`. */
  devices: ReadonlyMap<string, Device>;
  health: ReadonlyMap<string, DeviceHealth>;
  violations: ReadonlyMap<string, Violation>;
  dispatches: ReadonlyMap<string, Dispatch>;
  inspectors: ReadonlyMap<string, InspectorPosition>;
  /** Grids that nobody covers now or soon. */
  coverage: readonly CoverageGap[];
  rules: ReadonlyMap<string, RuleSummary>;
  /** Newest first. */
  messages: readonly InAppMessage[];
  stats: TodayStats | null;
  /** Which registry and which rules the snapshot brought. */
  registrySeq: number | null;
  rulesDigest: string | null;
  /** What all of it adds up to, kept up to date with each change. */
  sums: StateSums;
  /** What it added up to at the last numbers passed, oldest first. */
  trail: readonly PassedNumber[];
  /** Number of the change since which the wall's layouts and playlists are as they are; null before the first snapshot. */
  wallPlanSeq: number | null;
}

const noSums: StateSums = {
  violation: noSum,
  dispatch: noSum,
  device: noSum,
  inspector: noSum,
  coverage: noSum,
};

export type LiveInput =
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'changes'; changes: readonly Change[]; range: ChangeRange }
  | { type: 'stats'; stats: TodayStats };

export type ReduceReason = 'applied' | 'already-applied' | 'gap' | 'no-snapshot-yet' | 'registry-changed';

export const emptyLiveState: LiveState = {
  seq: null,
  district: '',
  groups: [],
  grids: [],
  sites: new Map(),
  devices: new Map(),
  health: new Map(),
  violations: new Map(),
  dispatches: new Map(),
  inspectors: new Map(),
  coverage: [],
  rules: new Map(),
  messages: [],
  stats: null,
  registrySeq: null,
  rulesDigest: null,
  sums: noSums,
  trail: [],
  wallPlanSeq: null,
};

/** Key of a device in the maps, and of a camera in `watch`. */
export function deviceKey(siteId: string, deviceId: string): string {
  return `${siteId}/${deviceId}`;
}

/** Applies one input. On `gap` and `registry-changed` the caller says `hello` again. */
export function reduceLive(state: LiveState, input: LiveInput): { next: LiveState; reason: ReduceReason } {
  switch (input.type) {
    case 'snapshot':
      return { next: fromSnapshot(input.snapshot), reason: 'applied' };
    case 'stats':
      return { next: { ...state, stats: input.stats }, reason: 'applied' };
    case 'changes':
      return applyChanges(state, input.changes, input.range);
  }
}

function fromSnapshot(snapshot: Snapshot): LiveState {
  const sums = sumsOf(snapshot);
  return {
    seq: snapshot.seq,
    district: snapshot.district,
    groups: snapshot.groups,
    grids: snapshot.grids,
    sites: new Map(snapshot.sites.map((site) => [site.id, site])),
    devices: new Map(snapshot.devices.map((device) => [deviceKey(device.siteId, device.id), device])),
    health: new Map(
      snapshot.deviceHealth.map((health) => [deviceKey(health.siteId, health.deviceId), health]),
    ),
    violations: new Map(snapshot.violations.map((violation) => [violation.id, violation])),
    dispatches: new Map(snapshot.dispatches.map((dispatch) => [dispatch.id, dispatch])),
    inspectors: new Map(snapshot.inspectors.map((inspector) => [inspector.inspectorId, inspector])),
    coverage: snapshot.coverage,
    rules: new Map(snapshot.rules.map((rule) => [rule.id, rule])),
    messages: [...snapshot.messages].sort((a, b) => b.at.localeCompare(a.at)).slice(0, maxMessages),
    stats: snapshot.stats,
    registrySeq: snapshot.registrySeq,
    rulesDigest: snapshot.rulesDigest,
    sums,
    trail: [{ seq: snapshot.seq, sums }],
    wallPlanSeq: snapshot.seq,
  };
}

function applyChanges(
  state: LiveState,
  changes: readonly Change[],
  range: ChangeRange,
): { next: LiveState; reason: ReduceReason } {
  if (state.seq === null) return { next: state, reason: 'no-snapshot-yet' };
  if (range.after > state.seq) return { next: state, reason: 'gap' };
  if (range.through <= state.seq) return { next: state, reason: 'already-applied' };
  const seen = state.seq;
  const fresh = changes.filter((change) => change.seq > seen);
  if (fresh.some((change) => change.kind === 'registry')) return { next: state, reason: 'registry-changed' };
  return { next: { ...applyAll(state, fresh), seq: range.through }, reason: 'applied' };
}

/** Copies only the maps that a batch touches, so that screens see by identity what changed. */
function applyAll(state: LiveState, changes: readonly Change[]): LiveState {
  const kinds = new Set(changes.map((change) => change.kind));
  const next: Applying = {
    ...state,
    violations: kinds.has('violation') ? new Map(state.violations) : state.violations,
    dispatches: kinds.has('dispatch') ? new Map(state.dispatches) : state.dispatches,
    health: kinds.has('device') ? new Map(state.health) : state.health,
    inspectors: kinds.has('inspector') ? new Map(state.inspectors) : state.inspectors,
  };
  const passed: PassedNumber[] = [];
  for (const change of changes) {
    applyOne(next, change);
    passed.push({ seq: change.seq, sums: next.sums });
  }
  next.trail = [...state.trail, ...passed].slice(-maxTrail);
  return next;
}

/** A state under way: its fields may be set, and the maps that changes touch are copies. */
type Applying = { -readonly [Field in keyof LiveState]: LiveState[Field] };

/** Applies one change to maps that are copies. */
function applyOne(next: Applying, change: Change): void {
  const put = <Fact>(map: ReadonlyMap<string, Fact>, at: Place<Fact>): void => {
    const sum = replaced(map as Map<string, Fact>, next.sums[at.kind], at);
    next.sums = { ...next.sums, [at.kind]: sum };
  };
  switch (change.kind) {
    case 'violation': {
      const { body } = change;
      const fact = body.state === 'normal' ? null : body;
      return put(next.violations, { kind: 'violation', key: body.id, fact, sumOf: violationSum });
    }
    case 'dispatch': {
      const { body } = change;
      const fact = finalDispatchStates.has(body.state) ? null : body;
      return put(next.dispatches, { kind: 'dispatch', key: body.id, fact, sumOf: dispatchSum });
    }
    case 'device': {
      const { body } = change;
      const key = deviceKey(body.siteId, body.deviceId);
      return put(next.health, { kind: 'device', key, fact: body, sumOf: deviceSum });
    }
    case 'inspector': {
      const { body } = change;
      return put(next.inspectors, {
        kind: 'inspector',
        key: body.inspectorId,
        fact: body,
        sumOf: inspectorSum,
      });
    }
    case 'coverage':
      next.coverage = change.body.gaps;
      next.sums = { ...next.sums, coverage: coverageSum(next.coverage) };
      return undefined;
    case 'message': {
      const { body } = change;
      const others = next.messages.filter((message) => message.id !== body.id);
      next.messages = [body, ...others].slice(0, maxMessages);
      return undefined;
    }
    case 'wall':
      next.wallPlanSeq = change.seq;
      return undefined;
    case 'registry':
      return undefined; // The caller asks for a new snapshot instead.
  }
}

interface Place<Fact> {
  kind: SummedKind;
  key: string;
  /** Null to take it out. */
  fact: Fact | null;
  sumOf: (fact: Fact) => Sum;
}

/** Puts a fact in the place of the one before and answers the new sum, by what the map held and holds. */
function replaced<Fact>(map: Map<string, Fact>, sum: Sum, { key, fact, sumOf }: Place<Fact>): Sum {
  const before = map.get(key);
  if (fact === null) map.delete(key);
  else map.set(key, fact);
  const without = before === undefined ? sum : subtractSums(sum, sumOf(before));
  return fact === null ? without : addSums(without, sumOf(fact));
}
