/**
 * An inspector's phone says where he is: kept while he is on an order and only then, and told to the screens at a
 * bounded rate.
 */
import { appendChanges } from '../platform/changelog/changeLog.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { isOnOrder, updatePosition } from './inspectorStore.ts';

/** Least virtual time between two changes of one inspector's position, ms. */
const leastChangeGapMs = 2_000;

export type PositionReporter = (position: {
  inspectorId: string;
  lat: number;
  lon: number;
  accuracyM: number | null;
}) => Promise<void>;

/** Remembers, per inspector of this process, when the screens were last told. */
export function positionReporter(deps: Pick<DispatchDeps, 'db' | 'clock'>): PositionReporter {
  const toldAt = new Map<string, number>();
  return async ({ inspectorId, lat, lon, accuracyM }) => {
    const at = deps.clock.date();
    if (!(await isOnOrder(deps.db, inspectorId))) return;
    const tell = at.getTime() - (toldAt.get(inspectorId) ?? Number.NEGATIVE_INFINITY) >= leastChangeGapMs;
    const known = await deps.db.transaction(async (tx) => {
      const body = await updatePosition(tx, { inspectorId, lat, lon, accuracyM, at });
      if (body !== null && tell) await appendChanges(tx, at, [{ kind: 'inspector', body }]);
      return body !== null;
    });
    if (!known) throw new ProblemError(404, 'no-such-inspector', `There is no inspector ${inspectorId}.`);
    if (tell) toldAt.set(inspectorId, at.getTime());
  };
}
