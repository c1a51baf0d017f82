import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ConsoleAct, consoleActs, openActs } from '../features/console/acts/openActs.ts';
import { actPath, versionFor } from '../features/console/acts/actRequest.ts';
import { deviceKey, emptyLiveState, type LiveState, reduceLive } from '../live/reducer.ts';
import { type WorkItem, workItems } from '../live/worklist.ts';
import { answerFrom, sessionFor } from './answers.ts';
import { MockWorld } from './world.ts';

beforeEach(() => {
  vi.stubGlobal('sessionStorage', { getItem: () => 'chief' });
  vi.stubGlobal('location', { origin: 'http://mock' });
});
afterEach(() => void vi.unstubAllGlobals());

const said = { reason: 'r', verdict: 'confirmed', minutes: 5, caseRef: 'A-1', inspectorId: 'inspector03' };

/** Where this act is open, to a duty officer or the chief. */
function whereOpen(live: LiveState, act: ConsoleAct): WorkItem | undefined {
  return workItems(live).find((item) =>
    ['duty', 'chief'].some((role) =>
      openActs({
        item,
        session: sessionFor(role),
        rule: item.violation ? live.rules.get(item.violation.ruleId) : undefined,
        device: item.violation
          ? live.devices.get(deviceKey(item.siteId, item.violation.deviceId))
          : undefined,
        nowMs: Date.now(),
      }).includes(act),
    ),
  );
}

it.each(consoleActs)(
  'has a day on which an officer or the chief may do this, and does it: %s',
  async (act) => {
    const world = new MockWorld('decide');
    const live = reduceLive(emptyLiveState, { type: 'snapshot', snapshot: world.snapshot() }).next;
    const item = whereOpen(live, act);
    expect(item, 'nowhere open').toBeDefined();
    if (!item) return;
    const body = { ...said, version: versionFor(act, item, item), inService: act === 'put-back-in-service' };
    const answer = await answerFrom(world)(`/api/v1${actPath(act, item)}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
  },
);
