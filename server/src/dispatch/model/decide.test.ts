import { clockRuns, dispatchActs, dispatchTransitions, ladderSteps } from '@mingchu/shared/dispatch';
import type { LadderPolicy } from '@mingchu/shared/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Choice } from './chooseInspector.ts';
import { decideAct, decideSendAgain, type PersonAct } from './decideAct.ts';
import { decideDueStep } from './decideDueStep.ts';
import { offerNext, type OrderDecision, undecided } from './decision.ts';
import { arrivalDueAt, type DueTime, planRound } from './ladder.ts';
import type { Order } from './order.ts';

const policy: LadderPolicy = {
  offerExpiresS: 120,
  warnS: 420,
  dueS: 600,
  escalateS: 900,
  breachTells: ['leader', 'role:chief', 'inspector'],
  escalateTells: ['station'],
};
const start = Date.UTC(2026, 10, 23, 2);
const at = (seconds: number) => new Date(start + seconds * 1000);

const opened: Order = {
  id: 'd1',
  violationId: 'v1',
  siteId: 's1',
  severity: 'major',
  inspectorId: null,
  state: 'declined',
  reason: 'violation-opened',
  openedAt: at(0),
  round: 1,
  roundStartedAt: at(0),
  offeredAt: null,
  acceptedAt: null,
  departedAt: null,
  dueAt: arrivalDueAt(policy, at(0)),
  arrivedAt: null,
  submittedAt: null,
  finding: null,
  breachedAt: null,
  latenessMs: null,
  offerCount: 0,
  openOffers: [],
  etaAt: null,
  etaEarliestAt: null,
  forecast: null,
  arrivalClaim: null,
  originalDueAt: null,
  extension: null,
  extensionCount: 0,
  version: 1,
};

/** Applies decisions to rows of due times as the store does. */
class Rows {
  open: DueTime[] = [];
  breaches = 0;
  ended: Order[] = [];
  apply(decision: OrderDecision): Order {
    for (const closed of decision.closes) {
      const before = this.open.length;
      this.open = this.open.filter(
        (due) => due.step !== closed.step || due.offerNumber !== closed.offerNumber,
      );
      expect(this.open).toHaveLength(before - 1);
    }
    for (const later of decision.postpones) {
      const row = this.open.find((due) => due.step === later.step && due.offerNumber === later.offerNumber);
      expect(row?.dueAt.getTime()).toBeLessThan(later.dueAt.getTime());
      if (row !== undefined) row.dueAt = later.dueAt;
    }
    this.open.push(...decision.adds);
    this.breaches += decision.acts.filter((entry) => entry.act === 'breach').length;
    this.ended.push(...decision.endedRounds);
    return decision.next;
  }
}

function personAct(act: PersonAct['act']): PersonAct {
  switch (act) {
    case 'decline':
    case 'recall':
      return { act, reason: 'why', detail: {} };
    case 'submit':
      return { act, finding: 'confirmed', detail: {} };
    case 'reassign':
      return { act, inspectorId: 'z', reason: 'why', detail: {} };
    case 'accept':
    case 'depart':
    case 'arrive':
    case 'verify':
      return { act, detail: {} };
  }
}

const choiceArb = fc.constantFrom<Choice>(
  {
    inspectorId: 'a',
    reason: 'nearest-on-shift',
    distanceM: 5,
    estimate: { at: at(500), setsOffAt: at(200), earliestAt: null },
    roughly: false,
    alsoAsk: null,
    time: 1,
    again: false,
  },
  {
    inspectorId: 'b',
    reason: 'group-fallback',
    distanceM: null,
    estimate: null,
    roughly: false,
    alsoAsk: null,
    time: 1,
    again: false,
  },
  {
    inspectorId: 'c',
    reason: 'nearest-on-shift',
    distanceM: 9_000,
    estimate: { at: at(92_000), setsOffAt: at(60), earliestAt: at(90_000) },
    roughly: true,
    alsoAsk: {
      inspectorId: 'd',
      distanceM: 9_500,
      estimate: { at: at(95_000), setsOffAt: at(60), earliestAt: null },
    },
    time: 1,
    again: false,
  },
  { inspectorId: null, reason: 'all-asked', againAt: null, again: false },
);
const eventArb = fc.record({
  act: fc.option(fc.constantFrom(...dispatchActs), { nil: null }),
  afterS: fc.integer({ min: 0, max: 400 }),
  choice: choiceArb,
  /** Of two who were asked, the second acts. */
  second: fc.boolean(),
});

describe('the ladder and the acts together', () => {
  it('[DI9] [DL6] whatever people do and however late we look, states follow the table and each breach is true', () => {
    fc.assert(
      fc.property(fc.array(eventArb, { maxLength: 25 }), choiceArb, (events, first) => {
        const rows = new Rows();
        const opening = undecided(opened);
        opening.adds.push(...planRound(policy, { dispatchId: 'd1', startedAt: at(0), offerNumber: 0 }));
        offerNext(opening, first, { policy, now: at(0) });
        let order = rows.apply(opening);
        let seconds = 0;
        for (const { act, afterS, choice, second } of events) {
          seconds += afterS;
          const now = at(seconds);
          if (act === null) {
            order = lookAtDueTimes(order, rows, now, choice);
          } else {
            const allowed = act in dispatchTransitions[order.state];
            const asked = (second ? order.openOffers.at(-1) : order.openOffers[0])?.inspectorId;
            const inspectorId = asked ?? order.inspectorId ?? 'a';
            const context = {
              policy,
              now,
              inspectorId,
              heldOffer: order.offerCount,
              estimate: choice.inspectorId === null ? null : choice.estimate,
              openDueTimes: rows.open,
              chooseNext: () => choice,
            };
            const decision =
              act === 'send-again'
                ? decideSendAgain(order, { reason: 'why', policy, now, choice })
                : decideAct(order, personAct(act), context);
            expect(decision !== undefined).toBe(allowed);
            if (decision !== undefined) order = rows.apply(decision);
          }
          checkFacts(order, rows, now);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function lookAtDueTimes(order: Order, rows: Rows, now: Date, choice: Choice): Order {
  const overdue = rows.open
    .filter((due) => due.dueAt <= now)
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  const decision = undecided(order);
  for (const due of overdue)
    decideDueStep(decision, due, {
      policy,
      now,
      chooseNext: () => choice,
      estimate: choice.inspectorId === null ? null : choice.estimate,
    });
  const next = rows.apply(decision);
  for (const due of rows.open) expect(due.dueAt.getTime()).toBeGreaterThan(now.getTime() - 1);
  return next;
}

function checkFacts(order: Order, rows: Rows, now: Date): void {
  const broken = [...rows.ended, order].filter(({ breachedAt }) => breachedAt !== null);
  expect(rows.breaches).toBe(broken.length);
  expect(rows.ended.map(({ round }) => round)).toEqual(rows.ended.map((_, index) => index + 1));
  expect(order.round).toBe(rows.ended.length + 1);
  if (!clockRuns[order.state]) expect(rows.open).toEqual([]);
  if (order.arrivedAt !== null && order.arrivedAt > order.dueAt) {
    expect(order.latenessMs).toBe(order.arrivedAt.getTime() - order.dueAt.getTime());
    expect(order.breachedAt).not.toBeNull();
  }
  if (order.breachedAt !== null) expect(order.breachedAt.getTime()).toBeLessThanOrEqual(now.getTime());
  // Each offer that waits for an answer has its expiry, and nothing else has one.
  const expiring = rows.open.filter((due) => due.step === 'offer-expires').map((due) => due.offerNumber);
  expect(order.openOffers.map((offer) => offer.offerNumber)).toEqual(expiring);
  if (order.state === 'offered') expect(order.inspectorId).toBe(order.openOffers[0]?.inspectorId);
  else expect(order.openOffers).toEqual([]);
  if (order.state === 'declined') expect(order.inspectorId).toBeNull();
  else if (order.state !== 'recalled') expect(order.inspectorId).not.toBeNull();
}

describe('decideDueStep', () => {
  const enRoute: Order = {
    ...opened,
    state: 'en-route',
    inspectorId: 'a',
    acceptedAt: at(60),
    offerCount: 1,
  };
  const chooseNext = (): Choice => {
    throw new Error('asks nobody');
  };
  const look = (step: DueTime['step'], order: Order, seconds: number, offerNumber = 0) => {
    const decision = undecided(order);
    const due = { dispatchId: 'd1', step, offerNumber, dueAt: at(0) };
    decideDueStep(decision, due, { policy, now: at(seconds), chooseNext, estimate: null });
    return decision;
  };

  it('[DL3] the warning goes to the holder and the duty officer', () => {
    expect(look('warn', enRoute, 420).tells).toEqual([
      { step: 'warn', to: ['a', 'role:duty'], offerNumber: 0 },
    ]);
  });
  it('[DL3] a warning after the due time is not sent', () => {
    const late = look('warn', enRoute, 600);
    expect(late.tells).toEqual([]);
    expect(late.closes[0]?.outcome).toBe('too-late-to-warn');
  });
  it('[DL4] a breach carries the due time and the lateness of its recording', () => {
    expect(look('breach', enRoute, 723).next).toMatchObject({ breachedAt: at(600), latenessMs: 123_000 });
  });
  it('[DL4] a second breach changes nothing', () => {
    const breached = { ...enRoute, breachedAt: at(600), latenessMs: 1 };
    const again = look('breach', breached, 700);
    expect(again.next).toBe(breached);
    expect(again.closes[0]?.outcome).toBe('breached-before');
  });
  it('[DL2] the expiry of an earlier offer changes nothing', () => {
    const offered: Order = { ...opened, state: 'offered', inspectorId: 'b', offerCount: 2 };
    expect(look('offer-expires', offered, 240, 1).next).toBe(offered);
  });
  it('[DL6] once the clock has stopped every step is void', () => {
    const arrived: Order = { ...enRoute, state: 'arrived', arrivedAt: at(300) };
    for (const step of ladderSteps) {
      expect(look(step, arrived, 2000).closes[0]?.outcome).toBe('clock-stopped');
      expect(look(step, arrived, 2000).tells).toEqual([]);
    }
  });
});
