/**
 * An inspector's phone says where he is: kept while he is on an order and only then, and told to the screens at a
 * bounded rate.
 */
import { appendChanges } from '../platform/changelog/changeLog.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { lockOrders } from './dispatchStore.ts';
import { forecastArrivals } from './forecastArrival.ts';
import { isOnOrder, ordersOnTheWay, updatePosition } from './inspectorStore.ts';

/** Least virtual time between two changes of one inspector's position, ms. */
const leastChangeGapMs = 2_000;
/** Least virtual time between two estimates of one inspector's arrival, ms. */
const leastForecastGapMs = 10_000;

export type PositionReporter = (position: {
  inspectorId: string;
  lat: number;
  lon: number;
  accuracyM: number | null;
}) => Promise<void>;

/** Remembers, per inspector of this process, when the screens were last told. */
export function positionReporter(deps: DispatchDeps): PositionReporter {
  const toldAt = new Map<string, number>();
  const foreseenAt = new Map<string, number>();
  return async ({ inspectorId, lat, lon, accuracyM }) => {
    const at = deps.clock.date();
    if (!(await isOnOrder(deps.db, inspectorId))) return;
    const tell = at.getTime() - (toldAt.get(inspectorId) ?? Number.NEGATIVE_INFINITY) >= leastChangeGapMs;
    const foresee =
      at.getTime() - (foreseenAt.get(inspectorId) ?? Number.NEGATIVE_INFINITY) >= leastForecastGapMs;
    const known = await deps.db.transaction(async (tx) => {
      // Orders are locked before the inspector, as everywhere.
      const dispatchIds = foresee ? await ordersOnTheWay(tx, inspectorId) : [];
      if (dispatchIds.length > 0) await lockOrders(tx, dispatchIds);
      const body = await updatePosition(tx, { inspectorId, lat, lon, accuracyM, at });
      if (body === null) return false;
      const changes = foresee ? await forecastArrivals(tx, deps, { inspectorId, dispatchIds, now: at }) : [];
      if (tell) changes.push({ kind: 'inspector', body });
      if (changes.length > 0) appendChanges(tx, at, changes);
      return true;
    });
    // A newer report of his was quicker.
    if (!known) return;
    if (foresee) foreseenAt.set(inspectorId, at.getTime());
    if (tell) toldAt.set(inspectorId, at.getTime());
  };
}
