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
  TodayStats,
} from '@mingchu/shared/live';
import type { Device, Grid, Group, Site } from '@mingchu/shared/registry';
import type { CoverageGap } from '@mingchu/shared/shift';
import type { Violation } from '@mingchu/shared/violation';
import { finalDispatchStates } from './finalStates.ts';

/** Messages kept on screen; older ones are in the database. */
export const maxMessages = 50;

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
}

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
  const violations = kinds.has('violation') ? new Map(state.violations) : null;
  const dispatches = kinds.has('dispatch') ? new Map(state.dispatches) : null;
  const health = kinds.has('device') ? new Map(state.health) : null;
  const inspectors = kinds.has('inspector') ? new Map(state.inspectors) : null;
  let { messages, coverage } = state;
  for (const change of changes) {
    switch (change.kind) {
      case 'violation':
        if (change.body.state === 'normal') violations?.delete(change.body.id);
        else violations?.set(change.body.id, change.body);
        break;
      case 'dispatch':
        if (finalDispatchStates.has(change.body.state)) dispatches?.delete(change.body.id);
        else dispatches?.set(change.body.id, change.body);
        break;
      case 'device':
        health?.set(deviceKey(change.body.siteId, change.body.deviceId), change.body);
        break;
      case 'inspector':
        inspectors?.set(change.body.inspectorId, change.body);
        break;
      case 'coverage':
        coverage = change.body.gaps;
        break;
      case 'message': {
        const { body } = change;
        messages = [body, ...messages.filter((message) => message.id !== body.id)].slice(0, maxMessages);
        break;
      }
      case 'registry':
        break; // The caller asks for a new snapshot instead.
    }
  }
  return {
    ...state,
    violations: violations ?? state.violations,
    dispatches: dispatches ?? state.dispatches,
    health: health ?? state.health,
    inspectors: inspectors ?? state.inspectors,
    coverage,
    messages,
  };
}
