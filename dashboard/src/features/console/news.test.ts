import type { Violation } from '@mingchu/shared/violation';
import { expect, it } from 'vitest';
import type { WorkItem } from '../../live/worklist.ts';
import { newOnes } from './news.ts';

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
