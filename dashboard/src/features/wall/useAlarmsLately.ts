import type { TodayStats } from '@mingchu/shared/live';
import { announcedLately } from '../../live/flood.ts';
import { useServerNow } from '../../live/useLive.ts';
import type { WorkItem } from '../../live/worklist.ts';

/**
 * New alarms of the last ten minutes, one figure for every panel that names it: the server also counts what is closed
 * again, the screen is faster.
 */
export function useAlarmsLately(
  items: readonly WorkItem[],
  stats: Pick<TodayStats, 'alarmsLast10Min'> | null,
): number {
  const nowMs = useServerNow(5_000);
  return Math.max(announcedLately(items, nowMs), stats?.alarmsLast10Min ?? 0);
}
