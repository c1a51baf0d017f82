/** Whether an inspector may give a shift to a colleague, by the plan as it is now. Pure; times in ms since 1970. */
import { localOffsetMs } from '@mingchu/shared/openingHours';
import type { MySwaps, Swap } from '@mingchu/shared/shift';
import { localDateOf, type PlannedShift, plannedShifts, type ShiftPlan } from './shiftPlan.ts';

export type SwapRefusal =
  | 'no-such-shift'
  | 'shift-begun'
  | 'plan-changed'
  | 'other-group'
  | 'taker-on-leave'
  | 'taker-on-shift';
interface Hours {
  fromMs: number;
  toMs: number;
}
export interface Colleague {
  id: string;
  name: string;
  groupId: string;
}

const dayMs = 86_400_000;
/** How far ahead a shift may be given away from the phone. */
const daysAhead = 14;

/** The hours of what a rota gives him on that date; null without any. What he took over himself he cannot pass on. */
export function hoursGiven(plan: ShiftPlan, giverId: string, date: string): Hours | null {
  const midnightMs = Date.parse(`${date}T00:00:00Z`) - localOffsetMs;
  const his = plannedShifts(plan, midnightMs, midnightMs + dayMs).filter(
    (shift) => isOwn(shift, giverId) && localDateOf(shift.fromMs) === date,
  );
  if (his.length === 0) return null;
  return { fromMs: Math.min(...his.map((s) => s.fromMs)), toMs: Math.max(...his.map((s) => s.toMs)) };
}

function isOwn({ inspectorId, rota }: PlannedShift, giverId: string): boolean {
  return inspectorId === giverId && rota.inspectorIds.includes(giverId);
}

/** Null when it may be; `asked` are the hours that were asked about, when they were. */
export function whyNotSwap(
  ground: { plan: ShiftPlan; people: readonly Colleague[]; nowMs: number },
  swap: Pick<Swap, 'date' | 'giverId' | 'takerId'>,
  asked?: Hours,
): SwapRefusal | null {
  const { plan, people, nowMs } = ground;
  if (asked !== undefined && asked.fromMs <= nowMs) return 'shift-begun';
  const hours = hoursGiven(plan, swap.giverId, swap.date);
  if (asked !== undefined && (hours?.fromMs !== asked.fromMs || hours.toMs !== asked.toMs))
    return 'plan-changed';
  if (hours === null) return 'no-such-shift';
  if (hours.fromMs <= nowMs) return 'shift-begun';
  const groupOf = (id: string) => people.find((each) => each.id === id)?.groupId;
  if (groupOf(swap.giverId) !== groupOf(swap.takerId)) return 'other-group';
  const isAway = plan.leaves.some(
    ({ inspectorId, from, to }) =>
      inspectorId === swap.takerId && Date.parse(from) < hours.toMs && Date.parse(to) > hours.fromMs,
  );
  if (isAway) return 'taker-on-leave';
  const taken = plannedShifts(plan, hours.fromMs, hours.toMs);
  return taken.some(({ inspectorId }) => inspectorId === swap.takerId) ? 'taker-on-shift' : null;
}

/** What he may give away in the coming days, and to whom; `open` are the dates of requests that stand. */
export function shiftsToGive(
  ground: { plan: ShiftPlan; people: readonly Colleague[]; nowMs: number },
  giverId: string,
  open: ReadonlySet<string>,
): MySwaps['shifts'] {
  const { plan, people, nowMs } = ground;
  const groupId = people.find(({ id }) => id === giverId)?.groupId;
  const group = people.filter((each) => each.groupId === groupId);
  const dates = Array.from({ length: daysAhead + 1 }, (_, day) => localDateOf(nowMs + day * dayMs));
  return dates.flatMap((date) => {
    const hours = open.has(date) ? null : hoursGiven(plan, giverId, date);
    if (hours === null || hours.fromMs <= nowMs) return [];
    const takers = group
      .filter(({ id }) => id !== giverId && whyNotSwap(ground, { date, giverId, takerId: id }) === null)
      .map(({ id, name }) => ({ inspectorId: id, name }));
    const from = new Date(hours.fromMs).toISOString();
    return [{ date, from, to: new Date(hours.toMs).toISOString(), takers }];
  });
}
