/** How an entry of the record reads. */
import type { TimelineEntry } from '@mingchu/shared/http';
import { wordFor } from '../../../i18n/language.ts';
import { serverNow } from '../../../live/store.ts';
import { whenText } from '../../../ui/time.ts';

/** When: the time, and the day where it is not today's. */
export function momentText(iso: string): string {
  return whenText(Date.parse(iso), serverNow());
}

/** Why, in a word; a reason that a person typed stands as it is. Of a message it is the channel that it went by. */
export function reasonText({ subject, reason }: Pick<TimelineEntry, 'subject' | 'reason'>): string {
  return wordFor(subject === 'message' ? 'console.channel' : 'reason', reason);
}

/** What the person wrote beside it. */
export function commentOf({ detail }: Pick<TimelineEntry, 'detail'>): string {
  const comment = detail['comment'];
  return typeof comment === 'string' ? comment : '';
}
