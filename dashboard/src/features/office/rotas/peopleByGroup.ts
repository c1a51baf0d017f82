/** Inspectors as a list to choose from shows them. */

/**
 * Those of each group in the order of the groups; at the end, under no group, those whose group nobody has told of: they
 * can be chosen all the same.
 */
export function peopleByGroup<Group extends { id: string }, Person extends { groupId: string }>(
  groups: readonly Group[],
  people: readonly Person[],
): { group: Group | null; people: Person[] }[] {
  const known = new Set(groups.map(({ id }) => id));
  const of = (group: Group) => people.filter(({ groupId }) => groupId === group.id);
  const others = people.filter(({ groupId }) => !known.has(groupId));
  return [
    ...groups.map((group) => ({ group, people: of(group) })),
    ...(others.length === 0 ? [] : [{ group: null, people: others }]),
  ];
}
