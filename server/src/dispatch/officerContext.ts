import type { Transaction } from '../platform/postgres/database.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { openDueTimesOf } from './dueTimeStore.ts';
import type { ActContext } from './model/decideAct.ts';
import type { Order } from './model/order.ts';

/** What an act is decided with that no inspector does: nobody is asked by it, and nobody's way is estimated anew. */
export async function officerContext(
  tx: Transaction,
  deps: Pick<DispatchDeps, 'policy'>,
  { order, now }: { order: Order; now: Date },
): Promise<ActContext> {
  return {
    policy: deps.policy.severities[order.severity],
    now,
    inspectorId: null,
    heldOffer: null,
    estimate: null,
    openDueTimes: await openDueTimesOf(tx, [order.id]),
    chooseNext: () => {
      throw new Error('an officer’s act asks nobody');
    },
  };
}
