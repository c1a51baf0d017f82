/** Orders of the mock that several people are asked for at once: whoever accepts has it, whoever declines is out. */
import type { Dispatch, DispatchAct } from '@mingchu/shared/dispatch';
import type { MockWorld } from './world.ts';

/** An act of an inspector, null for an officer; undefined when the order does not allow it. */
export function actBy(
  world: MockWorld,
  order: Dispatch,
  given: { act: DispatchAct; inspectorId: string | null; more?: Partial<Dispatch> },
): Dispatch | undefined {
  const { act, inspectorId, more = {} } = given;
  if (act === 'accept')
    return world.act(order, act, {
      ...more,
      offeredTo: [],
      ...(inspectorId !== null && { inspectorId }),
    });
  const left = order.offeredTo?.filter((each) => each !== inspectorId) ?? [];
  const [next] = left;
  if (act !== 'decline' || order.state !== 'offered' || next === undefined)
    return world.act(order, act, act === 'decline' ? { ...more, offeredTo: [] } : more);
  return world.change(order, { inspectorId: next, offeredTo: left, etaAt: null, etaEarliestAt: null });
}
