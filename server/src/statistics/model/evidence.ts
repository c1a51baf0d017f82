/** How much must have happened before a change is proposed. Pure. */

/** Fewer episodes say nothing about the next week. */
export const enoughEpisodes = 5;
/** Two of three must have been of that kind before anybody's attention is bought with it. */
export const mostShare = 2 / 3;

/** The value that two of three do not exceed. `values` has at least one. */
export function mostOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * mostShare) - 1] as number;
}
