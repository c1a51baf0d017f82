/** What came of a story, as the change log tells it, in the words of a scenario's outcome. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Page } from '@mingchu/shared/http';
import type { Change, InAppMessage } from '@mingchu/shared/live';
import type { Violation } from '@mingchu/shared/violation';
import type { ApiSession } from '../apiClient.ts';
import { type Episode, momentOf } from './scenario.ts';

/** All changes there are after this one; from the first when it is left out. */
export async function readChanges(staff: Pick<ApiSession, 'get'>, afterSeq = 0): Promise<Change[]> {
  const changes: Change[] = [];
  for (let after = String(afterSeq); ; ) {
    const page = (await staff.get(`/changes?after=${after}`)) as Page<Change>;
    changes.push(...page.items);
    if (page.nextCursor === null) return changes;
    after = page.nextCursor;
  }
}

/** One entry a violation, in the order in which they were told. */
export function journalOf(changes: readonly Change[], startMs: number): Episode[] {
  const episodes = new Map<string, { episode: Episode; last: string }>();
  const orders = new Map<string, { last: string; breachedAt: string | null }>();
  for (const change of changes) {
    const at = momentOf((Date.parse(change.at) - startMs) / 1000);
    if (change.kind === 'violation') noteViolation(episodes, change.body, at);
    if (change.kind === 'message') noteMessage(episodes, change.body, at);
    if (change.kind === 'dispatch') {
      const episode = episodes.get(change.body.violationId)?.episode ?? aheadOf(episodes, change.body);
      noteDispatch(orders, { episode, order: change.body, at });
    }
  }
  return [...episodes.values()].map(({ episode }) => episode);
}

/** For people to read. */
export function sayJournal(journal: readonly Episode[]): string[] {
  return journal.flatMap(({ violation, steps, dispatch = [] }) => [
    `\n${violation}`,
    ...steps.map((step) => `  ${step}`),
    ...dispatch.map((step) => `    → ${step}`),
  ]);
}

type Episodes = Map<string, { episode: Episode; last: string }>;

/** An order may be told before the violation of the same transaction. */
function aheadOf(episodes: Episodes, order: Dispatch): Episode {
  const episode: Episode = { violation: '', steps: [] };
  episodes.set(order.violationId, { episode, last: '' });
  return episode;
}

function noteViolation(episodes: Episodes, violation: Violation, at: string): void {
  const { id, deviceId, ruleId, zone, state, reason } = violation;
  let known = episodes.get(id);
  if (!known) {
    known = { episode: { violation: '', steps: [] }, last: '' };
    episodes.set(id, known);
  }
  known.episode.violation ||= [deviceId, ruleId, zone].filter((part) => part !== '').join(' ');
  const step = `${state} ${reason}`;
  // Seen once more, or a link to its order: nothing that happened to it.
  if (step === known.last) return;
  known.last = step;
  known.episode.steps.push(`${at} ${step}`);
}

function noteDispatch(
  orders: Map<string, { last: string; breachedAt: string | null }>,
  { episode, order, at }: { episode: Episode; order: Dispatch; at: string },
): void {
  const known = orders.get(order.id) ?? { last: '', breachedAt: null };
  orders.set(order.id, known);
  episode.dispatch ??= [];
  if (order.breachedAt !== null && order.breachedAt !== known.breachedAt)
    episode.dispatch.push(`${at} breached`);
  known.breachedAt = order.breachedAt;
  const step = `${order.state} ${order.inspectorId ?? 'nobody'} ${order.reason}`;
  if (step === known.last) return;
  known.last = step;
  episode.dispatch.push(`${at} ${step}`);
}

/** An offer and what undoes it stand in the order's own steps. */
const ownSteps: readonly string[] = ['offer', 'offer-lapsed'];

function noteMessage(episodes: Episodes, message: InAppMessage, at: string): void {
  const { violationId, step, recipientId } = message;
  const episode = violationId === null ? undefined : episodes.get(violationId)?.episode;
  if (!episode || ownSteps.includes(step)) return;
  episode.told ??= [];
  episode.told.push(`${at} ${step} ${recipientId}`);
}
