import type { Violation } from '@mingchu/shared/violation';
import { expect, it } from 'vitest';
import type { WorkItem } from '../../live/worklist.ts';
import { newOnes, newsNode } from './news.ts';

const item = (id: string, state: Violation['state']): WorkItem => ({
  id,
  siteId: 'site-1',
  severity: 'major',
  violation: { id, state } as Violation,
  dispatch: null,
});

it('[DE11] tells only what has come since, and what nobody has looked at', () => {
  const items = [
    item('old', 'unack'),
    item('new', 'unack'),
    item('acked', 'acked'),
    item('aside', 'shelved'),
  ];
  expect(newOnes(items, new Set(['old'])).map(({ id }) => id)).toEqual(['new']);
  const paper: WorkItem = { ...item('paper', 'unack'), violation: null };
  expect(newOnes([paper], new Set())).toEqual([]);
});

it('[DE11] tells the same words twice when they are news twice', () => {
  const first = newsNode('新违规：严重', null);
  const second = newsNode('新违规：严重', first);
  expect(second.props).toEqual(first.props);
  expect(second.key).not.toBe(first.key);
  expect(newsNode('新违规：严重', second).key).not.toBe(second.key);
});
