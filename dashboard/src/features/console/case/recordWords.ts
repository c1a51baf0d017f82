/** How an entry of the record reads. */
import type { TimelineEntry } from '@mingchu/shared/http';
import { wordFor } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { inspectorName } from '../../../ui/words.ts';

/** The same word can be an act on a violation and on an order: `open`. */
export function actText({ subject, act }: Pick<TimelineEntry, 'subject' | 'act'>): string {
  const own = wordFor('act', `${subject}.${act}`);
  return own === `${subject}.${act}` ? wordFor('act', act) : own;
}

/** The person's name, or what the account is for; accounts of inspectors are named by their inspector. */
export function actorText(live: LiveState, actor: string): string {
  return live.inspectors.has(actor) ? (inspectorName(live, actor) ?? actor) : wordFor('actor', actor);
}

/** Why, in a word; a reason that a person typed stands as it is. */
export function reasonText({ reason }: Pick<TimelineEntry, 'reason'>): string {
  return wordFor('reason', reason);
}

/** What the person wrote beside it. */
export function commentOf({ detail }: Pick<TimelineEntry, 'detail'>): string {
  const comment = detail['comment'];
  return typeof comment === 'string' ? comment : '';
}
