/** How far it is, as the crow flies. */
import type { LiveState } from '../../../live/reducer.ts';

const metresPerDegree = 111_320;
/** An older position says nothing of where one is now, ms. */
const oldestFixMs = 30 * 60_000;

/** From where he was last seen to the site, as a text's parameter; null when either is not known. */
export function distanceTo(live: LiveState, inspectorId: string, siteId: string): { km: string } | null {
  const from = live.inspectors.get(inspectorId);
  const to = live.sites.get(siteId);
  if (!from || !to || Date.now() - Date.parse(from.at) > oldestFixMs) return null;
  const north = (to.lat - from.lat) * metresPerDegree;
  const east = (to.lon - from.lon) * metresPerDegree * Math.cos((to.lat * Math.PI) / 180);
  return { km: (Math.hypot(north, east) / 1_000).toFixed(1) };
}
