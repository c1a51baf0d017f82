import type { Change } from '@mingchu/shared/live';
import type { Violation, ViolationState } from '@mingchu/shared/violation';
import { expect, it } from 'vitest';
import { createFloodWatch } from './floodWatch.ts';

const nowMs = Date.parse('2026-11-24T04:00:00Z');

/** A watch over a list of alarms that stands for the database; `present` officers. */
function watched(present = 1) {
  const counted: string[] = [];
  const errors: Error[] = [];
  const pushes: boolean[] = [];
  let during = () => {};
  let isThere = true;
  const watch = createFloodWatch({
    push: async () => {
      if (!isThere) return null;
      const last10Min = counted.length / present;
      await Promise.resolve();
      during();
      pushes.push(last10Min > 10);
      return { load: { last10Min, present, inFlood: last10Min > 10 } as never };
    },
    nowMs: () => nowMs,
    onError: (error) => errors.push(error),
  });
  const alarm = (id: string, state: ViolationState = 'unack', agoMs = 0): Change => ({
    seq: 1,
    at: '',
    kind: 'violation',
    body: { id, state, openedAt: new Date(nowMs - agoMs).toISOString() } as Violation,
  });
  return {
    watch,
    pushes,
    errors,
    alarm,
    come: (ids: readonly string[]) => {
      counted.push(...ids);
      watch.heard(ids.map((id) => alarm(id)));
    },
    during: (work: () => void) => {
      during = () => {
        during = () => {};
        work();
      };
    },
    leave: () => {
      isThere = false;
    },
    comeBack: () => {
      isThere = true;
    },
  };
}

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `v${from + n}`);
/** Until whatever goes on in the watch is over. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('[NU8] reads with the alarm that is one too many, and once', async () => {
  const { watch, come, pushes } = watched();
  await watch.read();
  for (const id of ids(0, 10)) come([id]);
  await settled();
  expect(pushes).toEqual([false]);
  come(['v10']);
  await settled();
  expect(pushes).toEqual([false, true]);
  come(ids(11, 40));
  await settled();
  expect(pushes).toHaveLength(2);
});

it('[NU8] counts an alarm once, and neither old ones nor what was set aside', async () => {
  const { watch, come, alarm, pushes } = watched();
  come(ids(0, 10));
  watch.heard(ids(0, 10).map((id) => alarm(id, 'acked')));
  watch.heard([
    alarm('old', 'unack', 600_000),
    alarm('asleep', 'suppressed'),
    alarm('out', 'out-of-service'),
  ]);
  await settled();
  expect(pushes).toEqual([]);
});

it('[NU8] counts for one officer of those who are there', async () => {
  const { watch, come, pushes } = watched(2);
  await watch.read();
  come(ids(0, 20));
  await settled();
  expect(pushes).toEqual([false]);
  come(['v20']);
  await settled();
  expect(pushes).toEqual([false, true]);
});

it('[NU8] reads again for what came during a reading', async () => {
  const { watch, come, during, pushes } = watched();
  come(ids(0, 8));
  during(() => come(ids(8, 11)));
  await watch.read();
  expect(pushes).toEqual([false, true]);
});

it('[NU8] forgets nothing while nobody is there to be told, or a reading fails', async () => {
  const { watch, come, leave, comeBack, during, errors, pushes } = watched();
  leave();
  come(ids(0, 10));
  await watch.read();
  comeBack();
  during(() => {
    throw new Error('no database');
  });
  come(['v10']);
  await settled();
  expect(errors).toHaveLength(1);
  expect(pushes).toEqual([]);
  come(['v11']);
  await settled();
  expect(pushes).toEqual([true]);
});

it('[QU9] knows at once of a flood of what opened in closed hours, when the kitchens open', async () => {
  const { watch, pushes, alarm } = watched();
  const opens = ids(0, 11).map((id): Change => {
    const { body } = alarm(id, 'unack', 6 * 3_600_000) as Extract<Change, { kind: 'violation' }>;
    const at = new Date(nowMs).toISOString();
    return { seq: 1, at, kind: 'violation', body: { ...body, reason: 'kitchen-opened' } };
  });
  watch.heard(opens);
  await settled();
  expect(pushes).toHaveLength(1);
});
