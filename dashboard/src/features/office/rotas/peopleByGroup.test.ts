import { expect, it } from 'vitest';
import { peopleByGroup } from './peopleByGroup.ts';

const groups = [{ id: 'g2' }, { id: 'g1' }];
const [anna, bo, chen] = [
  { name: 'anna', groupId: 'g1' },
  { name: 'bo', groupId: 'gone' },
  { name: 'chen', groupId: 'g2' },
];

it('[DE12] whoever belongs to a group that is not there can be chosen too, after all others', () => {
  expect(peopleByGroup(groups, [anna, bo, chen])).toEqual([
    { group: groups[0], people: [chen] },
    { group: groups[1], people: [anna] },
    { group: null, people: [bo] },
  ]);
  expect(peopleByGroup(groups, [anna, chen]).map(({ group }) => group)).toEqual(groups);
});
