/** Which family a topic belongs to, and below the mount of which site it was written. */
import { idPattern, mountPrefix } from '@mingchu/shared/mqtt';
import type { Family } from './family.ts';
import { matchesFilter } from './topicFilter.ts';

const mounted = new RegExp(`^${mountPrefix}/(${idPattern.slice(1, -1)})/(.+)$`);

export interface Addressed {
  family: Family;
  /** Site id, or empty for the family's own topics. */
  mount: string;
  /** As the device wrote it. */
  topic: string;
}

/**
 * The family whose filter means the topic, or else the first that has learned to want it.
 * @param knownOf what a family remembers below a mount; undefined when it has heard nothing there
 */
export type FindFamily = (
  topic: string,
  knownOf?: (family: Family, mount: string) => unknown,
) => Addressed | null;

/** Looks families up by the first level of their filters, so that many of them cost little. */
export function createFindFamily(families: readonly Family[]): FindFamily {
  const byFirst = new Map<string, { filter: string; family: Family }[]>();
  const anyFirst: { filter: string; family: Family }[] = [];
  for (const family of families) {
    for (const filter of family.topics) {
      const first = firstLevel(filter);
      if (first === '+' || first === '#') anyFirst.push({ filter, family });
      else byFirst.set(first, [...(byFirst.get(first) ?? []), { filter, family }]);
    }
  }
  const none: never[] = [];
  const learners = families.filter(({ wants }) => wants !== undefined);
  return (whole, knownOf) => {
    const match = mounted.exec(whole);
    const mount = match?.[1] ?? '';
    const topic = match?.[2] ?? whole;
    if (match === null && whole.startsWith('mingchu/')) return null;
    const meant = ({ filter }: { filter: string }) => matchesFilter(filter, topic);
    const byFilter = (byFirst.get(firstLevel(topic)) ?? none).find(meant) ?? anyFirst.find(meant);
    const family = byFilter?.family ?? learners.find((one) => hasLearned(one, { topic, mount, knownOf }));
    return family ? { family, mount, topic } : null;
  };
}

function hasLearned(
  family: Family,
  { topic, mount, knownOf }: { topic: string; mount: string; knownOf: Parameters<FindFamily>[1] },
): boolean {
  const known = knownOf?.(family, mount);
  return known !== undefined && family.wants?.(topic, known) === true;
}

/** Whether a message there tells of all that is behind a gateway, and may be as long as that is. */
export function isList({ lists = [] }: Family, topic: string): boolean {
  return lists.some((filter) => matchesFilter(filter, topic));
}

/** What a broker is asked for: each family's own topics, and the same below the mount of any site. */
export function filtersOf(families: readonly Family[]): string[] {
  return families.flatMap(({ topics }) => topics.flatMap((topic) => [topic, `${mountPrefix}/+/${topic}`]));
}

function firstLevel(topic: string): string {
  const end = topic.indexOf('/');
  return end < 0 ? topic : topic.slice(0, end);
}
