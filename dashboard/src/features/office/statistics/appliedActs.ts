/** Adjustments that hold still, put together as they were made: one act for many kitchens. Pure. */
import type { StandingAdjustment } from '@mingchu/shared/quietPreview';

export interface AppliedAct extends Omit<StandingAdjustment, 'siteId'> {
  key: string;
  siteIds: string[];
}

/** In the order of the list. */
export function appliedActs(standing: readonly StandingAdjustment[]): AppliedAct[] {
  const acts = new Map<string, AppliedAct>();
  for (const { siteId, ...made } of standing) {
    const key = JSON.stringify([made.at, made.by, made.ruleId, made.param, made.from, made.to]);
    const act = acts.get(key) ?? { ...made, key, siteIds: [] };
    act.siteIds.push(siteId);
    acts.set(key, act);
  }
  return [...acts.values()];
}
