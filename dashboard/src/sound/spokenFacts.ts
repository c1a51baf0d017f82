/** Reads from the district what a sentence needs. Pure but for the language of the titles. */
import type { LiveState } from '../live/reducer.ts';
import { countdownOf } from '../live/worklist.ts';
import { isRough, minutesLate } from '../ui/forecast.ts';
import { inspectorName, ruleTitle, siteName } from '../ui/words.ts';
import type { SpokenFacts } from './sentence.ts';
import type { Cause } from './soundModel.ts';

/** Facts of causes of one kind, most urgent first; there is at least one. */
export function spokenFacts(causes: readonly Cause[], live: LiveState, nowMs: number): SpokenFacts {
  const [cause] = causes;
  const item = cause?.item;
  const kind = cause?.kind ?? 'data-lost';
  if (!item) return { kind, count: causes.length, first: null };
  const { dispatch, violation, siteId } = item;
  const countdown = countdownOf(dispatch, nowMs);
  return {
    kind,
    count: causes.length,
    first: {
      site: siteName(live, siteId),
      what: violation ? ruleTitle(live, violation.ruleId) : '',
      leftMs:
        countdown.kind === 'running'
          ? countdown.remainingMs
          : countdown.kind === 'overdue'
            ? -countdown.overdueMs
            : null,
      stage: dispatch?.state ?? null,
      who: inspectorName(live, dispatch?.inspectorId ?? null),
      asked: dispatch?.offeredTo?.length ?? 0,
      lateMinutes: dispatch ? minutesLate(dispatch) : null,
      lateRoughly: dispatch !== null && isRough(dispatch),
    },
  };
}
