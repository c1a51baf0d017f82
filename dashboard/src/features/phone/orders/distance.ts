/** How far it is, as the crow flies. */
import i18next from 'i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { serverNow } from '../../../live/store.ts';

const metresPerDegree = 111_320;
/** An older position says nothing of where one is now, ms. */
const oldestFixMs = 30 * 60_000;
/** So close that a figure would say less than a word, m. */
const nearM = 75;
/** From here on kilometres, m. */
const farM = 950;
const stepM = 50;

/** From where he was last seen to the site, in words: `直线约 1.2 公里`; null when either is not known. */
export function awayText(live: LiveState, inspectorId: string, siteId: string): string | null {
  const from = live.inspectors.get(inspectorId);
  const to = live.sites.get(siteId);
  if (!from?.at || !to || serverNow() - Date.parse(from.at) > oldestFixMs) return null;
  const north = (to.lat - from.lat) * metresPerDegree;
  const east = (to.lon - from.lon) * metresPerDegree * Math.cos((to.lat * Math.PI) / 180);
  const awayM = Math.hypot(north, east);
  if (awayM < nearM) return i18next.t('phone.away.near');
  if (awayM < farM) return i18next.t('phone.away.m', { m: Math.round(awayM / stepM) * stepM });
  return i18next.t('phone.away', { km: (awayM / 1_000).toFixed(1) });
}
