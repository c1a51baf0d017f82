/** A violation only moves along the shared table. */
import { violationEvents, violationStates, violationTransitions } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import { type Episode, moveEpisode } from './episode.ts';

const at = new Date('2026-11-24T02:00:00Z');
const episode: Episode = {
  id: 'v1',
  siteId: 's1',
  deviceId: 'd1',
  ruleId: 'no-hat',
  ruleVersion: '1',
  zone: '',
  severity: 'major',
  state: 'unack',
  acked: false,
  ackedBy: null,
  latched: false,
  conditionActive: true,
  shelvedUntil: null,
  shelvedUntilClear: false,
  openedAt: at,
  onsetAt: at,
  clearedAt: null,
  closedAt: null,
  reason: 'limit-crossed',
  evidence: {},
  recurrences: 0,
  review: null,
  reclassifiedAs: null,
  caseRef: null,
  dispatchId: null,
  version: 1,
};
const event = { at, actor: 'duty', reason: 'because' };

describe('moveEpisode', () => {
  it('[VI13] knows exactly the moves of the shared table, and each raises the version', () => {
    for (const state of violationStates) {
      for (const name of violationEvents) {
        const moved = moveEpisode({ ...episode, state }, { ...event, event: name });
        const target = (violationTransitions[state] as Record<string, string>)[name];
        if (target === undefined) expect(moved, `${state} ${name}`).toBeNull();
        else {
          expect(moved, `${state} ${name}`).toMatchObject({ version: 2, reason: 'because' });
          if (target !== 'released') expect(moved?.state, `${state} ${name}`).toBe(target);
          expect(moved?.closedAt !== null, `${state} ${name} closes`).toBe(moved?.state === 'normal');
        }
      }
    }
  });

  it('[VI14] a latch outlives the condition, and seen again it wants a new acknowledgement', () => {
    const latched = { ...episode, latched: true, state: 'acked', acked: true, ackedBy: 'duty' } as const;
    const over = moveEpisode(latched, { ...event, event: 'clear' });
    expect(over).toMatchObject({
      state: 'latched-acked',
      conditionActive: false,
      clearedAt: at,
      closedAt: null,
    });
    const again = over && moveEpisode(over, { ...event, event: 'recur' });
    expect(again).toMatchObject({
      state: 'unack',
      acked: false,
      ackedBy: null,
      recurrences: 1,
      clearedAt: null,
    });
  });

  it('[VI15] what was held returns to where its condition has gone meanwhile', () => {
    const shelved = moveEpisode(episode, { ...event, event: 'shelve', until: at });
    expect(shelved).toMatchObject({ state: 'shelved', shelvedUntil: at });
    const cleared = shelved && moveEpisode(shelved, { ...event, event: 'clear' });
    expect(cleared).toMatchObject({ state: 'shelved', conditionActive: false, shelvedUntil: at });
    expect(cleared && moveEpisode(cleared, { ...event, event: 'unshelve' })).toMatchObject({
      state: 'rtn-unack',
      shelvedUntil: null,
      shelvedUntilClear: false,
    });
  });
});
