import type { TodayStats } from '@mingchu/shared/live';
import { alarmsLately } from '../../live/flood.ts';
import { useLiveStore } from '../../live/store.ts';
import { useServerNow } from '../../live/useLive.ts';
import type { WorkItem } from '../../live/worklist.ts';

/** New alarms of the last ten minutes, one figure for every panel that names it. */
export function useAlarmsLately(
  items: readonly WorkItem[],
  stats: Pick<TodayStats, 'alarmsLast10Min' | 'at'> | null,
): number {
  const speed = useLiveStore(({ clock }) => clock?.speed ?? 1);
  return alarmsLately(items, stats, { nowMs: useServerNow(5_000), speed });
}
