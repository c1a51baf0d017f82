/** Which adjustments of parameters still hold, by the record of them and by what kitchens have now. Pure. */
import type { StandingAdjustment } from '@mingchu/shared/quietPreview';

/** An adjustment as the record has it, with what the kitchen has now; null where it has nothing of its own. */
export interface RecordedAdjustment extends StandingAdjustment {
  value: number | null;
}

/**
 * Of each parameter of a kitchen the last adjustment that was not taken back and still holds, newest first. Who takes it
 * back finds the one before it, if there was one. `recorded`: in the order in which they were made.
 */
export function standingAdjustments(recorded: readonly RecordedAdjustment[]): StandingAdjustment[] {
  const byPlace = new Map<string, RecordedAdjustment[]>();
  for (const made of recorded) {
    const key = `${made.siteId} ${made.ruleId} ${made.param}`;
    const standing = byPlace.get(key) ?? [];
    byPlace.set(key, standing);
    const last = standing.at(-1);
    // Somebody has set it by hand in between: what was before holds no more.
    if (last !== undefined && last.to !== made.from) standing.length = 0;
    if (last !== undefined && last.to === made.from && last.from === made.to) standing.pop();
    else standing.push(made);
  }
  return [...byPlace.values()]
    .flatMap((standing) => standing.at(-1) ?? [])
    .filter(({ to, value }) => to === value)
    .map(({ value: _value, ...made }) => made)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
