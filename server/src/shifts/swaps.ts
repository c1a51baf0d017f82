/**
 * Swaps: asked for by an inspector, taken by his colleague, agreed by a leader; from then on part of the plan. Whoever
 * asks or speaks does so under the lock under which the shifts are kept, and the plan is looked at anew each time: what
 * was possible when it was asked may not be any more.
 */
import { randomUUID } from 'node:crypto';
import type { Session } from '@mingchu/shared/http';
import type { SwapStep } from '@mingchu/shared/notify';
import { may } from '@mingchu/shared/permissions';
import {
  maySpeak,
  type MySwaps,
  type Swap,
  type SwapAct,
  type SwapBody,
  type SwapState,
  swapTransitions,
} from '@mingchu/shared/shift';
import { swapText } from '../notify/model/swapText.ts';
import { type NotifyDeps, queueMessages } from '../notify/queueMessages.ts';
import { appendChanges } from '../platform/changelog/changeLog.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { change, requireInspectors } from './changePlan.ts';
import { readPlan, type ShiftDeps } from './keepShifts.ts';
import { localDateOf } from './model/shiftPlan.ts';
import {
  type Colleague,
  hoursGiven,
  shiftsToGive,
  type SwapRefusal,
  whyNotSwap,
} from './model/swapRequest.ts';
import {
  allColleagues,
  decideSwap,
  insertSwap,
  lockCoverage,
  lockSwap,
  swapsFrom,
  withdrawAgreed,
} from './shiftStore.ts';

export type SwapDeps = ShiftDeps & NotifyDeps;

const refusals = {
  'no-such-shift': 'There is no shift of his on that date.',
  'shift-begun': 'The shift has begun.',
  'plan-changed': 'The shift has been changed since it was asked for.',
  'other-group': 'The two are of different groups.',
  'taker-on-leave': 'The one who takes it is on leave then.',
  'taker-on-shift': 'The one who takes it is on shift then.',
} as const satisfies Record<SwapRefusal, string>;

/** What an inspector may give away, and the swaps that concern him. */
export async function mySwaps({ db, clock }: ShiftDeps, inspectorId: string): Promise<MySwaps> {
  const nowMs = clock.now();
  const people = await allColleagues(db);
  const all = await swapsFrom(db, localDateOf(nowMs - 86_400_000));
  const his = all.filter(({ giverId, takerId }) => giverId === inspectorId || takerId === inspectorId);
  const open = his.filter(({ giverId, state }) => giverId === inspectorId && isOpen(state));
  const ground = { plan: await readPlan(db, clock.date()), people, nowMs };
  return {
    shifts: shiftsToGive(ground, inspectorId, new Set(open.map(({ date }) => date))),
    swaps: his.map((swap) => ({ ...swap, ...namesOf(people, swap) })),
  };
}

function isOpen(state: SwapState): boolean {
  return Object.keys(swapTransitions[state]).length > 0;
}

function namesOf(people: readonly Colleague[], swap: Swap): { giverName: string; takerName: string } {
  const nameOf = (id: string) => people.find((each) => each.id === id)?.name ?? id;
  return { giverName: nameOf(swap.giverId), takerName: nameOf(swap.takerId) };
}

/** A superior's swap counts at once; an inspector's own waits for the other, and for a superior. */
export async function askSwap(deps: SwapDeps, person: Session, body: SwapBody): Promise<Swap> {
  if (body.giverId === body.takerId)
    throw new ProblemError(422, 'swap-with-himself', 'A swap needs two people.');
  const own = !may(person.role, 'shift.manage');
  if (own && person.inspectorId !== body.giverId)
    throw new ProblemError(403, 'not-your-shift', 'You can only give away shifts of your own.');
  const swap: Swap = {
    ...body,
    id: randomUUID(),
    state: own ? 'asked' : 'agreed',
    askedBy: person.username,
    decidedBy: own ? null : person.username,
    from: null,
    to: null,
  };
  await change(deps, person, async (tx, now) => {
    await requireInspectors(tx, [swap.giverId, swap.takerId]);
    await lockCoverage(tx);
    if (own) Object.assign(swap, await hoursToAsk(tx, swap, now));
    const replaces = own ? [] : await withdrawAgreed(tx, swap);
    if (!(await insertSwap(tx, swap)))
      throw new ProblemError(409, 'swap-open', 'A request for this shift is open already.');
    if (own) await tell(tx, deps, swap, { by: swap.giverId, now, leaderToo: false });
    const detail = { ...swap, ...(replaces.length > 0 && { replaces }) };
    return { act: 'ask-swap', subjectId: swap.giverId, reason: reasonOf(swap), detail };
  });
  return swap;
}

/** The shift that he gives away, as it stands now. */
async function hoursToAsk(tx: Transaction, swap: Swap, now: Date): Promise<Pick<Swap, 'from' | 'to'>> {
  const plan = await readPlan(tx, now);
  requirePossible(whyNotSwap({ plan, people: await allColleagues(tx), nowMs: now.getTime() }, swap));
  const hours = hoursGiven(plan, swap.giverId, swap.date);
  if (hours === null) throw new Error('a swap that may be has hours');
  return { from: new Date(hours.fromMs).toISOString(), to: new Date(hours.toMs).toISOString() };
}

function requirePossible(refusal: SwapRefusal | null): void {
  if (refusal !== null) throw new ProblemError(409, refusal, refusals[refusal]);
}

/** By whom `maySpeak` says, as `swapTransitions` says; the first of two counts. */
export async function answerSwap(
  deps: SwapDeps,
  person: Session,
  { id, act }: { id: string; act: SwapAct },
): Promise<Swap> {
  let decided: Swap | undefined;
  await change(deps, person, async (tx, now) => {
    await lockCoverage(tx);
    const swap = await lockSwap(tx, id);
    if (swap === null) throw new ProblemError(404, 'no-such-swap', 'There is no such swap.');
    const { role, inspectorId } = person;
    const manages = may(role, 'shift.manage');
    if (!maySpeak(act, swap, { inspectorId, manages }))
      throw new ProblemError(403, 'not-your-swap', 'Who takes the shift answers, and a leader approves.');
    const open: Partial<Record<SwapAct, SwapState>> = swapTransitions[swap.state];
    const state = open[act];
    if (state === undefined) throw new ProblemError(409, 'overtaken', `The swap is ${swap.state} by now.`);
    if (act === 'agree' || act === 'approve') await requireStillPossible(tx, swap, now);
    decided = { ...swap, state, decidedBy: person.username };
    await decideSwap(tx, decided);
    // A leader is an inspector too: what he refused himself is no news to him.
    const isLeader = manages && inspectorId !== null;
    const leaderToo = swap.state === 'taken' && act !== 'approve' && !isLeader;
    await tell(tx, deps, decided, { by: inspectorId, now, leaderToo });
    return { act: `swap-${state}`, subjectId: swap.takerId, reason: reasonOf(swap), detail: decided };
  });
  if (decided === undefined) throw new Error('a change that was committed has been decided');
  return decided;
}

async function requireStillPossible(tx: Transaction, swap: Swap, now: Date): Promise<void> {
  const { from, to } = swap;
  if (from === null || to === null) throw new Error('an open swap was asked for by an inspector');
  const people = await allColleagues(tx);
  const ground = { plan: await readPlan(tx, now), people, nowMs: now.getTime() };
  requirePossible(whyNotSwap(ground, swap, { fromMs: Date.parse(from), toMs: Date.parse(to) }));
}

function reasonOf({ reason }: Swap): string {
  return reason === '' ? 'not-said' : reason;
}

/** The other of the two, both when it was neither of them, and the leader of the group once it is his turn. */
async function tell(
  tx: Transaction,
  deps: SwapDeps,
  swap: Swap,
  told: { by: string | null; now: Date; leaderToo: boolean },
): Promise<void> {
  if (swap.from === null || swap.to === null) return;
  const people = await allColleagues(tx);
  const step = `swap-${swap.state}` as SwapStep;
  const facts = { ...namesOf(people, swap), from: swap.from, to: swap.to, comment: swap.reason };
  const groupId = people.find(({ id }) => id === swap.giverId)?.groupId;
  const leader =
    (swap.state === 'taken' || told.leaderToo) && groupId !== undefined ? [`leader:${groupId}`] : [];
  const recipients = [...[swap.giverId, swap.takerId].filter((id) => id !== told.by), ...leader];
  const changes = await queueMessages(
    tx,
    deps,
    recipients.map((recipientId) => ({
      recipientId,
      step,
      text: swapText(step, facts),
      facts,
      dispatchId: null,
      violationId: null,
      dedupKey: `swap:${swap.id}:${swap.state}`,
    })),
  );
  appendChanges(tx, told.now, changes);
}
