/**
 * Choices for one batch of orders: the inspectors are read once, and each choice counts as one more open order for
 * the next, so that a flood is spread over people.
 */
import type { Transaction } from '../platform/postgres/database.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import { candidatesOnShift } from './candidates.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { type Offer, offersOf } from './dispatchStore.ts';
import type { PastOffers } from './model/askAgain.ts';
import { type Choice, chooseInspector, chosenIds, type Place } from './model/chooseInspector.ts';

/** Whom to ask next for an order at this site. */
export type Chooser = (
  order: { id: string; siteId: string; dueAt: Date; roundStartedAt: Date },
  now: Date,
) => Choice;

/** `dispatchIds`: orders that may have been offered before. */
export async function openChooser(
  tx: Transaction,
  { registry, policy }: Pick<DispatchDeps, 'registry' | 'policy'>,
  dispatchIds: readonly string[],
): Promise<Chooser> {
  const [candidates, offers] = await Promise.all([
    candidatesOnShift(tx, registry),
    dispatchIds.length === 0 ? [] : offersOf(tx, dispatchIds),
  ]);
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const pastOf = new Map<string, Map<string, PastOffers>>();
  return (order, now) => {
    const place = placeOf(registry, order.siteId);
    if (place === null) return { inspectorId: null, reason: 'nobody-on-shift', againAt: null, again: false };
    const past = pastOf.get(order.id) ?? pastOfRound(offers, order);
    pastOf.set(order.id, past);
    const choice = chooseInspector(place, candidates, { past, now, dueAt: order.dueAt, policy });
    for (const id of chosenIds(choice)) {
      const chosen = byId.get(id);
      if (chosen !== undefined) chosen.openOrders += 1;
      past.set(id, { times: (past.get(id)?.times ?? 0) + 1, lastAt: now, ended: 'silent' });
    }
    return choice;
  };
}

/** Offers come in their order: the last one to a person says how it ended. What was said in an earlier round is over. */
function pastOfRound(
  offers: readonly Offer[],
  order: { id: string; roundStartedAt: Date },
): Map<string, PastOffers> {
  const past = new Map<string, PastOffers>();
  for (const { dispatchId, inspectorId, offeredAt, answer } of offers) {
    if (dispatchId !== order.id || offeredAt < order.roundStartedAt) continue;
    const times = (past.get(inspectorId)?.times ?? 0) + 1;
    // Without an answer: it runs out just now.
    const ended = answer === null || answer === 'expired' ? 'silent' : endedBy(answer);
    past.set(inspectorId, { times, lastAt: offeredAt, ended });
  }
  return past;
}

function endedBy(answer: NonNullable<Offer['answer']>): PastOffers['ended'] {
  return answer === 'released' ? 'released' : 'declined';
}

/** Null for a site that the registry does not (yet) hold: the duty officer is told that nobody can be asked. */
export function placeOf(registry: RegistryCache, siteId: string): Place | null {
  const site = registry.sites.get(siteId);
  const grid = site === undefined ? undefined : registry.grids.get(site.gridId);
  if (site === undefined || grid === undefined) return null;
  return { gridId: grid.id, groupId: grid.groupId, lat: site.lat, lon: site.lon };
}
