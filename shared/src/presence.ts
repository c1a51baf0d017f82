/**
 * Who was at a desk when. Pure: stretches of several sessions of one officer become his presence, and presence becomes
 * the number of officers at each moment.
 */

/** Who has not been heard of for longer is no longer taken to be there, ms. */
export const presenceSilenceMs = 15 * 60_000;

/** A stretch of time, ms since 1970. `to` is exclusive, and infinite while it lasts. */
export interface Presence {
  username: string;
  from: number;
  to: number;
}

/** From `at` on so many officers are there. */
export interface Headcount {
  at: number;
  count: number;
}

/** One stretch for what overlaps or touches, so that somebody with two browsers is one officer; in order of time. */
export function joinPresence(stretches: readonly Presence[]): Presence[] {
  const joined: Presence[] = [];
  const last = new Map<string, Presence>();
  for (const stretch of [...stretches].sort((a, b) => a.from - b.from)) {
    const before = last.get(stretch.username);
    if (before && stretch.from <= before.to) {
      before.to = Math.max(before.to, stretch.to);
      continue;
    }
    const next = { ...stretch };
    last.set(next.username, next);
    joined.push(next);
  }
  return joined;
}

/** Each moment at which somebody comes or goes, in order of time. `joined`: of each officer nothing overlaps. */
export function headcounts(joined: readonly Presence[]): Headcount[] {
  const turns = joined
    .flatMap(({ from, to }) => [
      { at: from, by: 1 },
      { at: to, by: -1 },
    ])
    .sort((a, b) => a.at - b.at);
  const counts: Headcount[] = [];
  let count = 0;
  for (const { at, by } of turns) {
    count += by;
    const last = counts.at(-1);
    if (last?.at === at) last.count = count;
    else counts.push({ at, count });
  }
  return counts;
}

/** How many were there at each of these moments, which are in order of time. */
export function countsAt(counts: readonly Headcount[], moments: readonly number[]): number[] {
  let next = 0;
  let count = 0;
  return moments.map((moment) => {
    for (let turn = counts[next]; turn && turn.at <= moment; turn = counts[next]) {
      count = turn.count;
      next += 1;
    }
    return count;
  });
}

/** How much of a span was so, ms: all officers' time together, and the time with nobody there. */
export function presenceWithin(
  counts: readonly Headcount[],
  { from, to }: { from: number; to: number },
): { officerMs: number; nobodyMs: number } {
  let officerMs = 0;
  let nobodyMs = 0;
  const add = (count: number, since: number, until: number) => {
    const ms = Math.max(0, Math.min(until, to) - Math.max(since, from));
    officerMs += count * ms;
    if (count === 0) nobodyMs += ms;
  };
  let since = from;
  let count = 0;
  for (const turn of counts) {
    add(count, since, turn.at);
    since = turn.at;
    count = turn.count;
  }
  add(count, since, to);
  return { officerMs, nobodyMs };
}
