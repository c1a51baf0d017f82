import type { Violation } from '@mingchu/shared/violation';
import { expect, it } from 'vitest';
import { floodAfter } from '../../../live/flood.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { wallFacts } from './wallFacts.ts';

const item = (severity: 'critical' | 'minor', state: 'unack' | 'acked'): WorkItem =>
  ({ severity, violation: { state } as Violation, dispatch: null }) as WorkItem;
const nowMs = 0;

it('[WL10] the flood of a playlist is the flood of the list, from above 10 to below 5', () => {
  const told: string[][] = [];
  let inFlood = false;
  for (const per10Min of [10, 11, 6, 5, 4, 10]) {
    inFlood = floodAfter(inFlood, per10Min);
    told.push([...wallFacts([], { inFlood, nowMs })]);
  }
  const [calm, flood] = [['calm'], ['calm', 'flood']];
  expect(told).toEqual([calm, flood, flood, flood, calm, calm]);
});

it('[WL5] tells what is open, and what nobody has acknowledged', () => {
  const facts = (...items: WorkItem[]) => [...wallFacts(items, { inFlood: false, nowMs })];
  expect(facts(item('critical', 'unack'))).toEqual(['open', 'critical']);
  expect(facts(item('critical', 'acked'), item('minor', 'unack'))).toEqual(['open']);
});
