/** What a change of one parameter would have done to the alarms of one kitchen: spared, missed and delayed. Pure. */
import type { QuietEffect } from '@mingchu/shared/quietPreview';
import type { Rule } from '@mingchu/shared/rulebook';
import type { QuietParam } from '@mingchu/shared/statistics';
import { depthOf, type Return, secondsBeyond } from './noise.ts';
import { openedAt, type Sighting } from './quietDetections.ts';

/** An episode that has ended, with the pause until the next of its device. */
export interface Ended {
  durationS: number;
  confirmed: boolean;
  /** Null when none came after it. */
  pauseS: number | null;
  nextConfirmed: boolean;
}

/** What is kept of the alarms; of each only what the parameter is judged by. */
export interface EffectEvidence {
  ended: readonly Ended[];
  returns: readonly Return[];
  sightings: readonly Sighting[];
}

/** The rule as it holds in the kitchen, with `proposed` in the place of the parameter. */
export function effectOf(
  rule: Rule,
  { param, now, proposed }: { param: QuietParam; now: number; proposed: number },
  { ended, returns, sightings }: EffectEvidence,
): QuietEffect {
  switch (param) {
    case 'forS': {
      const spared = ended.filter((each) => secondsBeyond(rule, each.durationS) < proposed);
      return summed(ended.length, spared, proposed - now);
    }
    case 'offDelayS': {
      const joined = ended.filter(({ pauseS }) => pauseS !== null && now + pauseS < proposed);
      return summed(ended.length, joined.map(nextOf), proposed - now);
    }
    case 'hysteresis': {
      const joined = returns.filter((each) => depthOf(rule, each) < proposed);
      // How much later a value leaves a wider band depends on the cabinet.
      return summed(Math.max(ended.length, returns.length), joined, null);
    }
    case 'minConfidence':
    case 'count':
      return effectOnVotes(rule, { param, proposed }, sightings);
  }
}

const nextOf = ({ nextConfirmed }: Ended) => ({ confirmed: nextConfirmed });

function summed(of: number, spared: readonly { confirmed: boolean }[], laterS: number | null): QuietEffect {
  const avoided = spared.length;
  const confirmed = spared.filter((each) => each.confirmed).length;
  return { of, avoided, confirmed, later: of - avoided, laterS: avoided === of ? null : laterS };
}

/** The rule's own vote, taken again: some are not opened at all, some later. */
function effectOnVotes(
  rule: Rule,
  { param, proposed }: { param: 'minConfidence' | 'count'; proposed: number },
  sightings: readonly Sighting[],
): QuietEffect {
  const none = { of: 0, avoided: 0, confirmed: 0, later: 0, laterS: null };
  if (rule.kind !== 'detections') return none;
  const effect: QuietEffect = none;
  return sightings.reduce((sum, sighting) => {
    const was = openedAt(rule, sighting, rule.params);
    // What is not kept any more, or was seen under other parameters, says nothing.
    if (was === null) return sum;
    const is = openedAt(rule, sighting, { ...rule.params, [param]: proposed });
    const laterS = is === null ? 0 : Math.round((is - was) / 1_000);
    return {
      of: sum.of + 1,
      avoided: sum.avoided + Number(is === null),
      confirmed: sum.confirmed + Number(is === null && sighting.verdict === 'confirmed'),
      later: sum.later + Number(laterS > 0),
      laterS: laterS > 0 ? Math.max(sum.laterS ?? 0, laterS) : sum.laterS,
    };
  }, effect);
}
