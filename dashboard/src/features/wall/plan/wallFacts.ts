import { floodBeginsAbove } from '@mingchu/shared/alarmLoad';
import type { TodayStats } from '@mingchu/shared/live';
import { annunciates } from '@mingchu/shared/violation';
import type { WallEvent } from '@mingchu/shared/wallPlaylist';
import { countdownOf, type WorkItem } from '../../../live/worklist.ts';

/** Which of the events that a playlist may wait for hold now. Pure. */
export function wallFacts(
  items: readonly WorkItem[],
  stats: Pick<TodayStats, 'alarmsLast10Min'> | null,
  nowMs: number,
): Set<WallEvent> {
  const facts = new Set<WallEvent>();
  facts.add(items.length === 0 ? 'calm' : 'open');
  for (const { dispatch, severity, violation } of items) {
    if (countdownOf(dispatch, nowMs).kind === 'overdue') facts.add('breach');
    if (severity === 'critical' && violation && annunciates[violation.state]) facts.add('critical');
  }
  if ((stats?.alarmsLast10Min ?? 0) > floodBeginsAbove) facts.add('flood');
  return facts;
}
