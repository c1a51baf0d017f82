import type { Dispatch } from '@mingchu/shared/dispatch';
import { type Change, liveProtocol, type Snapshot } from '@mingchu/shared/live';
import type { Violation } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import { mockStats } from '../mock/todayNumbers.ts';
import { emptyLiveState, type LiveState, reduceLive } from './reducer.ts';

const at = '2026-11-24T02:00:00.000Z';
const violation = (id: string, more: Partial<Violation> = {}): Violation => ({
  id,
  siteId: 's1',
  deviceId: 'd1',
  ruleId: 'r1',
  ruleVersion: '1',
  zone: '',
  severity: 'major',
  state: 'unack',
  acked: false,
  ackedBy: null,
  latched: false,
  conditionActive: true,
  shelvedUntil: null,
  shelvedUntilClear: false,
  openedAt: at,
  onsetAt: at,
  clearedAt: null,
  closedAt: null,
  reason: 'held-for-duration',
  evidence: {},
  recurrences: 0,
  review: null,
  reclassifiedAs: null,
  caseRef: null,
  dispatchId: null,
  version: 1,
  ...more,
});
const change = (seq: number, body: Violation): Change => ({ seq, at, kind: 'violation', body });

function started(): LiveState {
  const snapshot: Snapshot = {
    protocol: liveProtocol,
    seq: 10,
    serverTime: at,
    district: '示例',
    groups: [],
    grids: [],
    sites: [],
    devices: [],
    violations: [violation('v1')],
    dispatches: [],
    inspectors: [],
    coverage: [],
    deviceHealth: [],
    messages: [],
    rules: [],
    registrySeq: null,
    rulesDigest: 'rules',
    stats: mockStats('empty', Date.parse(at)),
  };
  return reduceLive(emptyLiveState, { type: 'snapshot', snapshot }).next;
}

describe('live reducer', () => {
  it('applies a batch that follows on and takes its range as the new sequence number', () => {
    const input = {
      type: 'changes',
      changes: [change(12, violation('v2'))],
      range: { after: 10, through: 14 },
    } as const;
    const { next, reason } = reduceLive(started(), input);
    expect(reason).toBe('applied');
    expect(next.seq).toBe(14);
    expect([...next.violations.keys()]).toEqual(['v1', 'v2']);
  });

  it('takes the same batch a second time for what it is', () => {
    const input = {
      type: 'changes',
      changes: [change(11, violation('v2'))],
      range: { after: 10, through: 11 },
    } as const;
    const once = reduceLive(started(), input).next;
    const twice = reduceLive(once, input);
    expect(twice.reason).toBe('already-applied');
    expect(twice.next).toBe(once);
  });

  it('skips the part of an overlapping batch that it has seen', () => {
    const stale = change(10, violation('v1', { state: 'normal' }));
    const fresh = change(11, violation('v3'));
    const input = { type: 'changes', changes: [stale, fresh], range: { after: 9, through: 11 } } as const;
    expect([...reduceLive(started(), input).next.violations.keys()]).toEqual(['v1', 'v3']);
  });

  it('changes nothing across a gap', () => {
    const state = started();
    const input = {
      type: 'changes',
      changes: [change(13, violation('v2'))],
      range: { after: 12, through: 13 },
    } as const;
    expect(reduceLive(state, input)).toEqual({ next: state, reason: 'gap' });
  });

  it('asks for a snapshot when the registry changed, and before the first one', () => {
    const registry: Change = { seq: 11, at, kind: 'registry', body: { reason: 'imported' } };
    const input = { type: 'changes', changes: [registry], range: { after: 10, through: 11 } } as const;
    expect(reduceLive(started(), input).reason).toBe('registry-changed');
    expect(reduceLive(emptyLiveState, input).reason).toBe('no-snapshot-yet');
  });

  it('lets go of closed violations and finished orders', () => {
    const order = { id: 'o1', violationId: 'v1', state: 'offered' } as Dispatch;
    const withOrder: LiveState = { ...started(), dispatches: new Map([['o1', order]]) };
    const changes: Change[] = [
      change(11, violation('v1', { state: 'normal' })),
      { seq: 12, at, kind: 'dispatch', body: { ...order, state: 'verified' } },
    ];
    const { next } = reduceLive(withOrder, { type: 'changes', changes, range: { after: 10, through: 12 } });
    expect([next.violations.size, next.dispatches.size]).toEqual([0, 0]);
  });
});
