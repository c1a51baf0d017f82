/** Who could go, with the area in which each is likely to be while his phone is silent. */
import type { EstimatedArrival } from '@mingchu/shared/dispatch';
import type { Executor } from '../platform/postgres/database.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { inspectorsOnShift } from './inspectorStore.ts';
import type { Candidate } from './model/chooseInspector.ts';
import type { Point } from '@mingchu/shared/distance';
import { estimateArrival } from './model/estimateArrival.ts';
import { areasOfWork } from './model/whereabouts.ts';

/** Everyone on shift, with the orders that still need him. */
export async function candidatesOnShift(
  db: Executor,
  { grids }: Pick<RegistryCache, 'grids'>,
): Promise<Candidate[]> {
  const people = await inspectorsOnShift(db);
  const areaOf = areasOfWork(grids.values());
  return people.map((person) => ({ ...person, area: areaOf(person) }));
}

/** When each of those on shift could be at this place, if he were sent now. */
export async function estimatedArrivals(
  deps: Pick<DispatchDeps, 'db' | 'registry' | 'policy' | 'clock'>,
  to: Point,
): Promise<EstimatedArrival[]> {
  const now = deps.clock.date();
  const candidates = await candidatesOnShift(deps.db, deps.registry);
  return candidates.map((candidate) => {
    const traveller = { ...candidate, ordersBefore: candidate.openOrders, onTheWay: false };
    const estimate = estimateArrival(traveller, to, { travel: deps.policy.travel, now });
    return {
      inspectorId: candidate.id,
      etaAt: estimate?.at.toISOString() ?? null,
      etaEarliestAt: estimate?.earliestAt?.toISOString() ?? null,
    };
  });
}
