/** Who is on shift and what he is at. Pure. */
import { clockRuns, type Dispatch } from '@mingchu/shared/dispatch';
import type { InspectorPosition } from '@mingchu/shared/live';
import type { LiveState } from '../../../live/reducer.ts';
import { byClock } from '../../../live/worklist.ts';

export type ShiftState = 'on-the-way' | 'on-site' | 'free';

export interface ShiftPerson {
  kind: 'person';
  inspector: InspectorPosition;
  state: ShiftState;
  /** The order that presses most; null when free. */
  order: Dispatch | null;
}

export interface ShiftGroup {
  kind: 'group';
  id: string;
  name: string;
  counts: Record<ShiftState, number>;
}

/** Groups with people on shift, each followed by its people: who is late and has least time left first, then on site, then free. */
export function shiftRows(
  live: Pick<LiveState, 'inspectors' | 'dispatches' | 'groups'>,
): (ShiftGroup | ShiftPerson)[] {
  const orders = pressing(live.dispatches.values());
  const people = [...live.inspectors.values()]
    .filter(({ onShift }) => onShift)
    .map((inspector) => personOf(inspector, orders.get(inspector.inspectorId) ?? null))
    .sort(worstFirst);
  // Groups stand as their worst person does.
  const byGroup = new Map<string, ShiftPerson[]>();
  for (const person of people) {
    const { groupId } = person.inspector;
    byGroup.set(groupId, [...(byGroup.get(groupId) ?? []), person]);
  }
  const names = new Map(live.groups.map((group) => [group.id, group.name]));
  return [...byGroup].flatMap(([id, members]) => {
    const counts = { 'on-the-way': 0, 'on-site': 0, free: 0 };
    for (const { state } of members) counts[state] += 1;
    return [{ kind: 'group' as const, id, name: names.get(id) ?? id, counts }, ...members];
  });
}

function personOf(inspector: InspectorPosition, order: Dispatch | null): ShiftPerson {
  const state = order === null ? 'free' : order.state === 'arrived' ? 'on-site' : 'on-the-way';
  return { kind: 'person', inspector, state, order };
}

/** Each inspector's order that presses most: held, not only offered, and not reported yet. */
function pressing(dispatches: Iterable<Dispatch>): Map<string, Dispatch> {
  const orders = new Map<string, Dispatch>();
  for (const dispatch of dispatches) {
    const { inspectorId, state } = dispatch;
    if (inspectorId === null || !(state === 'accepted' || state === 'en-route' || state === 'arrived'))
      continue;
    const known = orders.get(inspectorId);
    if (!known || byPress(dispatch, known) < 0) orders.set(inspectorId, dispatch);
  }
  return orders;
}

/** Running clocks as the work list has them, then those who are there. */
function byPress(a: Dispatch, b: Dispatch): number {
  const [runsA, runsB] = [clockRuns[a.state], clockRuns[b.state]];
  if (runsA !== runsB) return runsA ? -1 : 1;
  return runsA ? byClock(a, b) : 0;
}

function worstFirst(a: ShiftPerson, b: ShiftPerson): number {
  if (a.order !== null && b.order !== null) {
    const press = byPress(a.order, b.order);
    if (press !== 0) return press;
  } else if (a.order !== b.order) return a.order === null ? 1 : -1;
  return a.inspector.inspectorId < b.inspector.inspectorId ? -1 : 1;
}
