import { annunciates } from '@mingchu/shared/violation';
import type { WallEvent } from '@mingchu/shared/wallPlaylist';
import { countdownOf, type WorkItem } from '../../../live/worklist.ts';

/** Which of the events that a playlist may wait for hold now; the flood is that of the list. Pure. */
export function wallFacts(
  items: readonly WorkItem[],
  { inFlood, nowMs }: { inFlood: boolean; nowMs: number },
): Set<WallEvent> {
  const facts = new Set<WallEvent>();
  facts.add(items.length === 0 ? 'calm' : 'open');
  for (const { dispatch, severity, violation } of items) {
    if (countdownOf(dispatch, nowMs).kind === 'overdue') facts.add('breach');
    if (severity === 'critical' && violation && annunciates[violation.state]) facts.add('critical');
  }
  if (inFlood) facts.add('flood');
  return facts;
}
