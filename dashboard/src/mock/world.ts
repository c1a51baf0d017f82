/**
 * The mock's district in motion: violations open, inspectors are sent, walk, arrive and report. It moves by
 * the shared transition tables, so that a button the mock accepts is one the server accepts.
 */
import type { Announced } from '@mingchu/shared/alarmLoad';
import { type Dispatch, type DispatchAct, dispatchTransitions } from '@mingchu/shared/dispatch';
import type { Change, Snapshot, TodayStats } from '@mingchu/shared/live';
import { liveProtocol } from '@mingchu/shared/live';
import { type Violation, type ViolationEvent, violationTransitions } from '@mingchu/shared/violation';
import { finalDispatchStates } from '../live/finalStates.ts';
import { drawnClaim } from './drawnClaim.ts';
import { drawnEstimate } from './drawnEstimate.ts';
import { bringGatewayDown } from './downGateway.ts';
import { drawnViolation } from './drawnViolation.ts';
import { drawDistrict, type MockDistrict, seededRandom } from './district.ts';
import { fillHands } from './fullHands.ts';
import { isOffline, type MockCase, onlyStory, siteCounts } from './mockCase.ts';
import { mockStats } from './todayNumbers.ts';
import { leaveToDecide } from './toDecide.ts';
import { startWalking } from './walk.ts';

const tenMinutesMs = 600_000;
/** Open violations at the start: age in seconds, rule, stage. */
const openingStories = [
  { agoS: 731, ruleId: 'fridge-warm', state: 'en-route' },
  { agoS: 548, ruleId: 'rodent', state: 'en-route' },
  { agoS: 421, ruleId: 'raw-cooked-mix', state: 'accepted' },
  { agoS: 302, ruleId: 'no-hat', state: 'en-route' },
  { agoS: 118, ruleId: 'unattended-flame', state: 'offered' },
  { agoS: 75, ruleId: 'no-mask', state: 'accepted' },
  { agoS: 480, ruleId: 'no-hat', state: 'arrived' },
  { agoS: 900, ruleId: 'fridge-warm', state: 'submitted' },
  { agoS: 33, ruleId: 'bin-open', state: 'offered' },
] as const;

export class MockWorld {
  readonly district: MockDistrict;
  readonly violations = new Map<string, Violation>();
  readonly dispatches = new Map<string, Dispatch>();
  seq = 100;
  private readonly random = seededRandom(7);
  private readonly listeners = new Set<(changes: Change[], after: number) => void>();
  readonly mockCase: MockCase;
  private count = 0;

  constructor(mockCase: MockCase) {
    this.mockCase = mockCase;
    this.district = drawDistrict(42, siteCounts[mockCase] ?? 62);
    if (mockCase === 'empty' || mockCase === 'no-grids') this.district.grids = [];
    if (mockCase === 'empty') this.district.inspectors = [];
    if (mockCase === 'empty' || mockCase === 'calm') return;
    if (mockCase === 'gateway') {
      const violation = bringGatewayDown(this.district, this.random);
      if (violation) this.violations.set(violation.id, violation);
    }
    const only = onlyStory[mockCase];
    const stories = only === undefined ? openingStories : openingStories.slice(only, only + 1);
    for (const story of stories) this.open(story.ruleId, story.agoS * 1_000, story.state);
    if (only !== undefined) return;
    if (mockCase === 'flood') this.flood();
    if (mockCase === 'half') this.outage();
    if (mockCase === 'full-hands' || mockCase === 'dead-spot') {
      fillHands(this);
      return;
    }
    if (mockCase === 'decide') {
      leaveToDecide(this);
      return;
    }
    startWalking(this);
    setInterval(() => this.step(), 4_000);
  }

  onChanges(listener: (changes: Change[], after: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The full district has one grid without cover and one that loses it this evening. */
  private coverage(): Snapshot['coverage'] {
    const [first, second] = this.mockCase === 'full' ? this.district.grids : [];
    const gap = (grid: { id: string; name: string } | undefined, inMs: number) =>
      grid === undefined
        ? []
        : [
            {
              gridId: grid.id,
              gridName: grid.name,
              from: new Date(Date.now() + inMs).toISOString(),
              to: null,
              state: inMs === 0 ? ('uncovered-now' as const) : ('uncovered-soon' as const),
            },
          ];
    return [...gap(first, 0), ...gap(second, 5 * 3_600_000)];
  }

  snapshot(): Snapshot {
    return {
      protocol: liveProtocol,
      seq: this.seq,
      serverTime: new Date().toISOString(),
      district: '耒阳城区（虚构示例）',
      registrySeq: null,
      rulesDigest: 'mock',
      groups: this.district.groups,
      grids: this.district.grids,
      sites: this.district.sites,
      devices: this.district.devices,
      violations: [...this.violations.values()].filter((violation) => violation.state !== 'normal'),
      dispatches: [...this.dispatches.values()].filter(
        (dispatch) => !finalDispatchStates.has(dispatch.state),
      ),
      inspectors: this.district.inspectors,
      coverage: this.coverage(),
      deviceHealth: this.district.devices.map((device, index) => ({
        siteId: device.siteId,
        deviceId: device.id,
        state: isOffline(this.mockCase, index) ? 'offline' : 'online',
        lastSeenAt: new Date(Date.now() - 20_000).toISOString(),
        skewMs: this.mockCase !== 'calm' && index % 43 === 0 ? 42_000 : null,
      })),
      messages: [...this.dispatches.values()].map((dispatch) => ({
        id: `message-${dispatch.id}`,
        recipientId: dispatch.inspectorId ?? 'duty',
        step: 'offer',
        text: '新派单：请在 10 分钟内到场',
        dispatchId: dispatch.id,
        violationId: dispatch.violationId,
        at: dispatch.openedAt,
      })),
      rules: this.district.rules,
      stats: this.stats(),
    };
  }

  stats(): TodayStats {
    return mockStats(this.mockCase, Date.now(), this.announced());
  }

  /** What was announced, in order of time. */
  announced(): Announced[] {
    return [...this.violations.values()]
      .map(({ openedAt, severity, ruleId, siteId, deviceId }) => ({
        at: Date.parse(openedAt),
        severity,
        source: `${ruleId} ${siteId}/${deviceId}`,
      }))
      .sort((a, b) => a.at - b.at);
  }

  /** Applies an act to an order through the shared table; undefined when the state does not allow it. */
  act(dispatch: Dispatch, act: DispatchAct, more: Partial<Dispatch> = {}): Dispatch | undefined {
    const allowed: Partial<Record<DispatchAct, Dispatch['state']>> = dispatchTransitions[dispatch.state];
    const state = allowed[act];
    if (!state) return undefined;
    const at = new Date().toISOString();
    const stamps: Partial<Record<DispatchAct, Partial<Dispatch>>> = {
      accept: { acceptedAt: at },
      depart: { departedAt: at },
      arrive: { arrivedAt: at },
      submit: { submittedAt: at },
      decline: { inspectorId: null },
      reassign: { offeredAt: at, offerCount: dispatch.offerCount + 1 },
    };
    const next = this.change(dispatch, { ...stamps[act], ...more, state, reason: act });
    const violation = this.violations.get(next.violationId);
    if (act === 'submit' && violation) this.happen(violation, 'reset');
    return next;
  }

  /** Keeps and publishes an order that is now another. */
  change(dispatch: Dispatch, more: Partial<Dispatch>): Dispatch {
    const next: Dispatch = { ...dispatch, ...more, version: dispatch.version + 1 };
    this.dispatches.set(next.id, next);
    this.publish({ kind: 'dispatch', body: next });
    return next;
  }

  /** Applies an event to a violation through the shared table. */
  happen(violation: Violation, event: ViolationEvent, more: Partial<Violation> = {}): Violation | undefined {
    const allowed: Partial<Record<ViolationEvent, Violation['state'] | 'released'>> =
      violationTransitions[violation.state];
    const target = allowed[event];
    if (!target) return undefined;
    const state = target === 'released' ? 'acked' : target;
    const acked = violation.acked || event === 'ack';
    return this.changeViolation(violation, { acked, ...more, state, reason: event });
  }

  /** Keeps and publishes a violation that is now another. */
  changeViolation(violation: Violation, more: Partial<Violation>): Violation {
    const next: Violation = { ...violation, ...more, version: violation.version + 1 };
    this.violations.set(next.id, next);
    this.publish({ kind: 'violation', body: next });
    return next;
  }

  /** Publishes a fact that changed. */
  publish(change: Pick<Change, 'kind' | 'body'>): void {
    const after = this.seq;
    const at = new Date().toISOString();
    this.seq += 1;
    for (const listener of this.listeners) listener([{ ...change, seq: this.seq, at } as Change], after);
  }

  private open(ruleId: string, agoMs: number, state: Dispatch['state']): void {
    const index = ++this.count;
    const site = this.district.sites[(index * 7) % this.district.sites.length];
    const inspector = this.district.inspectors[(index * 5) % 11];
    const rule = this.district.rules.find((each) => each.id === ruleId);
    if (!site || !inspector || !rule) return;
    const openedMs = Date.now() - agoMs;
    const at = (afterMs: number): string => new Date(openedMs + afterMs).toISOString();
    const done = state === 'arrived' || state === 'submitted';
    const given = { id: `violation-${index}`, siteId: site.id, openedAt: at(0) };
    const violation = drawnViolation(rule, given, this.random);
    const dispatch: Dispatch = {
      id: `dispatch-${index}`,
      violationId: violation.id,
      siteId: site.id,
      severity: rule.severity,
      inspectorId: inspector.inspectorId,
      state,
      reason: 'nearest-on-shift',
      openedAt: at(0),
      offeredAt: at(500),
      acceptedAt: state === 'offered' ? null : at(42_000),
      departedAt: state === 'offered' || state === 'accepted' ? null : at(70_000),
      dueAt: at(tenMinutesMs),
      arrivedAt: done ? at(372_000) : null,
      submittedAt: state === 'submitted' ? at(800_000) : null,
      finding: state === 'submitted' ? 'corrected' : null,
      breachedAt: agoMs > tenMinutesMs && !done ? at(tenMinutesMs) : null,
      latenessMs: null,
      offerCount: 1,
      ...(!done && drawnEstimate(index, state === 'offered', at)),
      ...(state === 'offered' && {
        offeredTo: [inspector.inspectorId, this.district.inspectors[0]?.inspectorId ?? ''],
      }),
      // The second is said to have arrived, by what cannot all be true.
      ...(index === 2 && state === 'en-route' && { arrivalClaim: drawnClaim(inspector.inspectorId) }),
      version: 1,
    };
    this.violations.set(violation.id, {
      ...violation,
      dispatchId: dispatch.id,
      state: state === 'submitted' ? 'normal' : violation.state,
    });
    this.dispatches.set(dispatch.id, dispatch);
    if (agoMs === 0) {
      this.publish({ kind: 'violation', body: { ...violation, dispatchId: dispatch.id } });
      this.publish({ kind: 'dispatch', body: dispatch });
    }
  }

  /** A street without power: within minutes much comes from the same few kitchens. */
  private flood(): void {
    const { rules } = this.district;
    for (let index = 0; index < 52; index += 1) {
      const rule = rules[index % 3 === 0 ? 0 : index % rules.length];
      if (rule) this.open(rule.id, (500 - index * 9) * 1_000, index % 2 === 0 ? 'en-route' : 'accepted');
    }
  }

  /** A cable is cut: every second kitchen has fallen silent within two minutes. Nobody is sent for that. */
  private outage(): void {
    const rule = this.district.rules.find(({ id }) => id === 'device-offline');
    this.district.sites.forEach((site, index) => {
      if (!rule || index % 2 === 0) return;
      const openedAt = new Date(Date.now() - 240_000 + index * 2_000).toISOString();
      const given = { id: `silence-${index}`, siteId: site.id, openedAt };
      this.violations.set(given.id, drawnViolation(rule, given, this.random));
    });
  }

  /** One beat of the district: an order moves on, now and then a new violation opens. */
  private step(): void {
    const moves = {
      offered: 'accept',
      accepted: 'depart',
      'en-route': 'arrive',
      arrived: 'submit',
      submitted: 'verify',
    } as const;
    const open = [...this.dispatches.values()].filter((dispatch) => dispatch.state in moves);
    const chosen = open[Math.floor(this.random() * open.length)];
    const slow = chosen?.state === 'en-route' && this.random() < 0.8;
    if (chosen && chosen.state in moves && !slow && this.random() < 0.2) {
      this.act(chosen, moves[chosen.state as keyof typeof moves]);
    }
    const rules = this.district.rules;
    const rule = rules[Math.floor(this.random() * rules.length)];
    if (rule && this.violations.size < 60 && this.random() < 0.12) this.open(rule.id, 0, 'offered');
  }
}
