import type { RulebookTrialAnswer, TrialKind } from '@mingchu/shared/rulebookTrial';
import { useEffect, useRef, useState } from 'react';
import { errorText, request } from '../../../http/request.ts';
import { RequestError } from '../../../http/requestError.ts';
import { mistakeText } from './mistakeText.ts';

/** Differences kept for the screen; all are counted. */
const maxShown = 500;

/** Asks kitchen after kitchen and adds up what came of them; leaving the page ends it. */
export function useTrial(): {
  busy: boolean;
  error: string | null;
  result: RulebookTrialAnswer | null;
  start: (trial: { yaml: string; days: number }) => Promise<void>;
  stop: () => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [result, setResult] = useState<RulebookTrialAnswer | null>(null);
  const current = useRef(0);
  useEffect(() => () => void (current.current += 1), []);
  const start = async (trial: { yaml: string; days: number }): Promise<void> => {
    const turn = ++current.current;
    setBusy(true);
    setError(null);
    setResult(null);
    try {
      let sum: RulebookTrialAnswer | null = null;
      do {
        const step: RulebookTrialAnswer = await request<RulebookTrialAnswer>('POST', '/rulebook/trial', {
          ...trial,
          ...(sum && { afterSite: sum.nextAfterSite, until: sum.until }),
        });
        if (turn !== current.current) return;
        sum = sum ? added(sum, step) : step;
        setResult(sum);
      } while (sum.nextAfterSite !== null);
    } catch (failure) {
      if (turn === current.current) setError(refusalText(failure));
    }
    if (turn === current.current) setBusy(false);
  };
  const stop = (): void => {
    current.current += 1;
    setBusy(false);
  };
  return { busy, error, result, start, stop };
}

/** A rule that is refused is refused with its line: that is what one wants to read. */
function refusalText(failure: unknown): string {
  const mistake = failure instanceof RequestError ? failure.mistake : null;
  return mistake ? mistakeText(mistake) : errorText(failure);
}

function added(sum: RulebookTrialAnswer, step: RulebookTrialAnswer): RulebookTrialAnswer {
  const counts = { ...sum.counts };
  for (const [ruleId, more] of Object.entries(step.counts)) {
    const before = counts[ruleId];
    if (!before) counts[ruleId] = more;
    else
      counts[ruleId] = Object.fromEntries(
        Object.entries(more).map(([kind, count]) => [kind, count + before[kind as TrialKind]]),
      ) as Record<TrialKind, number>;
  }
  const differences = [...sum.differences, ...step.differences];
  return {
    ...step,
    counts,
    differences: differences.slice(0, maxShown),
    unlisted: sum.unlisted + step.unlisted + Math.max(0, differences.length - maxShown),
    observations: sum.observations + step.observations,
  };
}
