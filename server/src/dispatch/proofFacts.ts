/** What an officer judges an arrival by: each proof of an order with its own facts, and what contradicts what. */
import type { ProofFacts } from '@mingchu/shared/arrival';
import type { Executor } from '../platform/postgres/database.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { judgedAgain } from './gatherProofs.ts';
import { distanceM, type Point } from '@mingchu/shared/distance';
import type { Order } from './model/order.ts';
import { contradictionIn } from './model/weighProofs.ts';
import { proofsOfOrder, type ProofWithPhoto } from './proofStore.ts';

/** In order of receipt. `inspectorId`: of this one only. */
export async function proofFacts(
  db: Executor,
  deps: DispatchDeps,
  order: Order,
  inspectorId?: string,
): Promise<ProofFacts[]> {
  const rows = (await proofsOfOrder(db, order.id)).filter(
    (row) => inspectorId === undefined || row.inspectorId === inspectorId,
  );
  const site = deps.registry.sites.get(order.siteId) ?? null;
  const against = againstEachOther(deps, order, rows);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    verdict: row.verdict,
    reason: row.reason,
    at: row.at.toISOString(),
    inspectorId: row.inspectorId,
    offerNumber: row.offerNumber,
    refused: row.refused,
    receivedAt: row.receivedAt.toISOString(),
    deviceTime: row.deviceTime?.toISOString() ?? null,
    position: row.kind === 'position' ? positionOf(row, site, deps.policy.geofenceRadiusM) : null,
    photo: row.photoSha256 === null ? null : photoOf(row, row.photoSha256, site),
    contradicts: against.get(row.id) ?? [],
  }));
}

function positionOf(row: ProofWithPhoto, site: Point | null, fenceM: number): ProofFacts['position'] {
  const { lat, lon, accuracyM } = row;
  return { distanceM: distanceTo(site, lat, lon), accuracyM, fenceM };
}

function photoOf(row: ProofWithPhoto, sha256: string, site: Point | null): ProofFacts['photo'] {
  const { lat = null, lon = null, takenAt = null } = row.exif ?? {};
  return { sha256, takenAt, distanceM: distanceTo(site, lat, lon) };
}

/** Whole metres; null when either place is unknown. */
function distanceTo(site: Point | null, lat: number | null, lon: number | null): number | null {
  return site === null || lat === null || lon === null ? null : Math.round(distanceM(site, { lat, lon }));
}

/** By the id of a proof those that cannot be true beside it: of the same claim, as they were weighed for it. */
function againstEachOther(
  deps: DispatchDeps,
  order: Order,
  rows: readonly ProofWithPhoto[],
): Map<string, string[]> {
  const against = new Map<string, string[]>();
  const claims = new Map<string, ProofWithPhoto[]>();
  for (const row of rows) {
    const claim = `${row.offerNumber} ${row.inspectorId} ${row.refused}`;
    claims.set(claim, [...(claims.get(claim) ?? []), row]);
  }
  for (const claim of claims.values()) {
    const found = contradictionIn(claim.map((row) => ({ ...judgedAgain(deps, order, row), id: row.id })));
    if (found === null) continue;
    const here = found.here.map(({ id }) => id);
    against.set(found.away.id, here);
    for (const id of here) against.set(id, [found.away.id]);
  }
  return against;
}
