import type { Dispatch } from '@mingchu/shared/dispatch';
import type { RuleSummary } from '@mingchu/shared/live';
import type { Device } from '@mingchu/shared/registry';
import type { Violation } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import type { WorkItem } from '../../../live/worklist.ts';
import { actPath, versionFor } from './actRequest.ts';
import { openActs } from './openActs.ts';

const violation = {
  id: 'v1',
  siteId: 's1',
  deviceId: 'd1',
  state: 'unack',
  ackedBy: null,
  review: null,
  reclassifiedAs: null,
  caseRef: null,
  dispatchId: null,
  shelvedUntil: null,
  closedAt: null,
  version: 3,
} as Violation;
const dispatch = {
  id: 'o1',
  violationId: 'v1',
  state: 'en-route',
  inspectorId: 'inspector01',
  dueAt: '2026-11-24T08:10:00.000Z',
  version: 5,
} as Dispatch;
const device = { id: 'd1', siteId: 's1', inService: true } as Device;
const gas = { id: 'gas-high', shelvable: false } as RuleSummary;
const warm = { id: 'fridge-warm', shelvable: true } as RuleSummary;
const nowMs = Date.parse('2026-11-24T08:05:00.000Z');

const item = (v: Partial<Violation> | null, d: Partial<Dispatch> | null): WorkItem => ({
  id: 'v1',
  siteId: 's1',
  severity: 'major',
  violation: v === null ? null : { ...violation, ...v },
  dispatch: d === null ? null : { ...dispatch, ...d },
});
const acts = (
  work: WorkItem,
  role: 'duty' | 'chief' | 'leader' = 'duty',
  rule: RuleSummary = warm,
): string[] =>
  openActs({ item: work, session: { username: role, role, inspectorId: null }, rule, device, nowMs });

describe('acts that are open', () => {
  it('[DE5] follow the states by the shared tables', () => {
    expect(acts(item({}, {}))).toEqual([
      'ack',
      'review',
      'dispatch',
      'shelve',
      'ask-extension',
      'recall',
      'take-out-of-service',
    ]);
    expect(acts(item({ state: 'shelved' }, null))).toEqual([
      'review',
      'send',
      'unshelve',
      'take-out-of-service',
    ]);
    expect(acts(item(null, { state: 'submitted' }))).toEqual(['verify', 'dispatch', 'take-out-of-service']);
  });

  it('[DE5] begin with sending a person where nobody has the order', () => {
    expect(acts(item({}, { state: 'declined', inspectorId: null })).slice(0, 2)).toEqual(['dispatch', 'ack']);
  });

  it('[VI10] leave out shelving where the rule forbids it', () => {
    expect(acts(item({}, {}), 'duty', gas)).not.toContain('shelve');
  });

  it('[AU11] leave a group leader with nothing but looking', () => {
    expect(acts(item({}, { state: 'submitted' }), 'leader')).toEqual([]);
  });

  it('[PA9] offer an open claim of arrival, and no longer once it is refused', () => {
    const claim = { inspectorId: 'inspector01', at: '', claimedAt: '', proofs: [] };
    const pending = item({}, { arrivalClaim: { ...claim, state: 'conflicting' } });
    expect(acts(pending).slice(0, 2)).toEqual(['confirm-arrival', 'refuse-arrival']);
    expect(acts(item({}, { arrivalClaim: { ...claim, state: 'refused' } }))).not.toContain('confirm-arrival');
  });

  it('[EX3] let a superior decide about more time, but not who asked for it', () => {
    const asked = { minutes: 5, reason: '堵车', askedAt: '' };
    expect(acts(item({}, { extension: { ...asked, askedBy: 'duty' } }), 'chief')).toContain(
      'approve-extension',
    );
    expect(acts(item({}, { extension: { ...asked, askedBy: 'chief' } }), 'chief')).not.toContain(
      'approve-extension',
    );
    expect(acts(item({}, { extension: { ...asked, askedBy: 'inspector01' } }))).not.toContain(
      'approve-extension',
    );
  });

  it('[VI18] let the chief transfer what was confirmed, once', () => {
    expect(acts(item({ review: 'confirmed' }, null), 'chief')).toContain('transfer');
    expect(acts(item({ review: 'confirmed', caseRef: 'A-1' }, null), 'chief')).not.toContain('transfer');
    expect(acts(item({ review: 'confirmed' }, null))).not.toContain('transfer');
  });
});

describe('the version that an act carries', () => {
  it('is the newest when the violation was only seen again', () => {
    expect(versionFor('review', item({}, {}), item({ version: 9, recurrences: 4 }, {}))).toBe(9);
    expect(versionFor('recall', item({}, {}), item({}, { version: 8, etaAt: '…' }))).toBe(8);
  });

  it('[VI9] is the one that was seen when somebody else has decided meanwhile', () => {
    expect(versionFor('review', item({}, {}), item({ version: 4, review: 'confirmed' }, {}))).toBe(3);
    expect(versionFor('dispatch', item({}, {}), item({}, { version: 6, state: 'arrived' }))).toBe(5);
  });

  it('goes to the order, the violation or the device', () => {
    const work = item({}, {});
    expect(actPath('dispatch', work)).toBe('/dispatches/o1/reassign');
    expect(actPath('ack', work)).toBe('/violations/v1/ack');
    expect(actPath('take-out-of-service', work)).toBe('/sites/s1/devices/d1/service');
    expect(actPath('recall', item({}, null))).toBeNull();
  });
});
