/** Who is on shift and what he is at. Pure. */
import { clockRuns, type Dispatch } from '@mingchu/shared/dispatch';
import type { InspectorPosition } from '@mingchu/shared/live';
import type { LiveState } from '../../../live/reducer.ts';

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

/** Groups with people on shift, each followed by its people: least time left first, then on site, then free. */
export function shiftRows(
  live: Pick<LiveState, 'inspectors' | 'dispatches' | 'groups'>,
): (ShiftGroup | ShiftPerson)[] {
  const orders = pressing(live.dispatches.values());
  const byGroup = new Map<string, ShiftPerson[]>();
  for (const inspector of live.inspectors.values()) {
    if (!inspector.onShift) continue;
    const order = orders.get(inspector.inspectorId) ?? null;
    const state = order === null ? 'free' : order.state === 'arrived' ? 'on-site' : 'on-the-way';
    const people = byGroup.get(inspector.groupId) ?? [];
    people.push({ kind: 'person', inspector, state, order });
    byGroup.set(inspector.groupId, people);
  }
  const names = new Map(live.groups.map((group) => [group.id, group.name]));
  return [...byGroup]
    .map(([id, people]) => ({ id, people: people.sort(worstFirst) }))
    .sort((a, b) => worstFirst(a.people[0], b.people[0]))
    .flatMap(({ id, people }) => {
      const counts = { 'on-the-way': 0, 'on-site': 0, free: 0 };
      for (const { state } of people) counts[state] += 1;
      return [{ kind: 'group' as const, id, name: names.get(id) ?? id, counts }, ...people];
    });
}

/** Each inspector's order that presses most: held, not only offered, and not reported yet. */
function pressing(dispatches: Iterable<Dispatch>): Map<string, Dispatch> {
  const orders = new Map<string, Dispatch>();
  for (const dispatch of dispatches) {
    const { inspectorId, state } = dispatch;
    if (inspectorId === null || !(state === 'accepted' || state === 'en-route' || state === 'arrived'))
      continue;
    const known = orders.get(inspectorId);
    if (!known || rank(dispatch) < rank(known)) orders.set(inspectorId, dispatch);
  }
  return orders;
}

/** Running clocks by their due time, then those who are there. */
function rank(order: Dispatch | null | undefined): number {
  if (!order) return Number.POSITIVE_INFINITY;
  return clockRuns[order.state] ? Date.parse(order.dueAt) : Number.MAX_SAFE_INTEGER;
}

function worstFirst(a: ShiftPerson | undefined, b: ShiftPerson | undefined): number {
  const [first, second] = [rank(a?.order), rank(b?.order)];
  if (first !== second) return first < second ? -1 : 1;
  return (a?.inspector.inspectorId ?? '') < (b?.inspector.inspectorId ?? '') ? -1 : 1;
}
