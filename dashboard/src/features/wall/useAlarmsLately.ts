import type { TodayStats } from '@mingchu/shared/live';
import { alarmsLately } from '../../live/flood.ts';
import { useServerNow, useServerSpeed } from '../../live/useLive.ts';
import type { WorkItem } from '../../live/worklist.ts';

/** New alarms of the last ten minutes, one figure for every panel that names it. */
export function useAlarmsLately(
  items: readonly WorkItem[],
  stats: Pick<TodayStats, 'alarmsLast10Min' | 'at'> | null,
): number {
  const speed = useServerSpeed();
  return alarmsLately(items, stats, { nowMs: useServerNow(5_000), speed });
}
