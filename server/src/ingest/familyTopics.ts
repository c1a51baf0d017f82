/** What brokers must hand to intake besides the canonical topics. */
import type { FamilyTopics } from '../platform/mqtt/messageSource.ts';
import type { Family } from './families/family.ts';
import { createFindFamily, filtersOf, isList } from './families/familyOfTopic.ts';

export function familyTopics(families: readonly Family[]): FamilyTopics {
  const findFamily = createFindFamily(families);
  return {
    filters: filtersOf(families),
    matches: (topic) => findFamily(topic) !== null,
    mayBeLong: (topic) => {
      const found = findFamily(topic);
      return found !== null && isList(found.family, found.topic);
    },
  };
}
