/**
 * Choices for one batch of orders: the inspectors are read once, and each choice counts as one more open order for
 * the next, so that a flood is spread over people.
 */
import type { Transaction } from '../platform/postgres/database.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { offersOf } from './dispatchStore.ts';
import { candidatesOnShift } from './inspectorStore.ts';
import { type Choice, chooseInspector, type Place } from './model/chooseInspector.ts';

/** Whom to ask next for an order at this site. */
export type Chooser = (order: { id: string; siteId: string; dueAt: Date }, now: Date) => Choice;

/** `dispatchIds`: orders that may have been offered before. */
export async function openChooser(
  tx: Transaction,
  { registry, policy }: Pick<DispatchDeps, 'registry' | 'policy'>,
  dispatchIds: readonly string[],
): Promise<Chooser> {
  const candidates = await candidatesOnShift(tx);
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const askedOf = new Map<string, Set<string>>();
  for (const offer of await offersOf(tx, dispatchIds)) {
    const asked = askedOf.get(offer.dispatchId) ?? new Set();
    askedOf.set(offer.dispatchId, asked.add(offer.inspectorId));
  }
  return (order, now) => {
    const place = placeOf(registry, order.siteId);
    if (place === null) return { inspectorId: null, reason: 'nobody-on-shift' };
    const asked = askedOf.get(order.id) ?? new Set<string>();
    const choice = chooseInspector(place, candidates, {
      asked,
      now,
      dueAt: order.dueAt,
      travel: policy.travel,
    });
    if (choice.inspectorId === null) return choice;
    for (const id of [choice.inspectorId, ...(choice.alsoAsk === null ? [] : [choice.alsoAsk.inspectorId])]) {
      const chosen = byId.get(id);
      if (chosen !== undefined) chosen.openOrders += 1;
      asked.add(id);
    }
    askedOf.set(order.id, asked);
    return choice;
  };
}

/** Null for a site that the registry does not (yet) hold: the duty officer is told that nobody can be asked. */
export function placeOf(registry: RegistryCache, siteId: string): Place | null {
  const site = registry.sites.get(siteId);
  const grid = site === undefined ? undefined : registry.grids.get(site.gridId);
  if (site === undefined || grid === undefined) return null;
  return { gridId: grid.id, groupId: grid.groupId, lat: site.lat, lon: site.lon };
}
