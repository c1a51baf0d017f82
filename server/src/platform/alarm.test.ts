import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startAlarm } from './alarm.ts';
import { createClock } from './clock.ts';
import type { Logger } from './log.ts';

function recordingLog() {
  const said: string[] = [];
  const say = (level: string) => (_fields: unknown, text: string) => said.push(`${level}: ${text}`);
  const log = {
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    debug: () => {},
  } as unknown as Logger;
  return { log, said };
}

const dueIn = (nowMs: number, ms: number) => new Date(nowMs + ms);

it('[AL1] rings when the next due time comes, not before, and sweeps without one', async () => {
  const clock = createClock();
  const { log } = recordingLog();
  const runsAt: number[] = [];
  const start = clock.now();
  const alarm = startAlarm({
    name: 'test',
    clock,
    log,
    sweepMs: 300,
    work: async () => {
      runsAt.push(clock.now() - start);
      return runsAt.length === 1 ? dueIn(start, 100) : null;
    },
  });
  await expect.poll(() => runsAt.length).toBeGreaterThanOrEqual(3);
  await alarm.stop();
  expect(runsAt[1]).toBeGreaterThanOrEqual(99);
  expect((runsAt[2] ?? 0) - (runsAt[1] ?? 0)).toBeGreaterThanOrEqual(299);
});

it('[AL2] runs one at a time; wakes during a run make one more', async () => {
  const clock = createClock();
  let running = 0;
  let runs = 0;
  const alarm = startAlarm({
    name: 'test',
    clock,
    log: recordingLog().log,
    sweepMs: 60_000,
    work: async () => {
      expect((running += 1)).toBe(1);
      runs += 1;
      await sleep(30);
      running -= 1;
      return null;
    },
  });
  await Promise.all([alarm.wake(), alarm.wake(), alarm.wake()]);
  expect(runs).toBe(2);
  await alarm.stop();
  await alarm.wake();
  expect(runs).toBe(2);
});

it('[AL3] a failing work is said once for the outage and tried at each sweep', async () => {
  const clock = createClock();
  const { log, said } = recordingLog();
  let runs = 0;
  const alarm = startAlarm({
    name: 'test',
    clock,
    log,
    sweepMs: 20,
    work: async () => {
      runs += 1;
      if (runs < 4) throw new Error('the database is away');
      return null;
    },
  });
  await expect.poll(() => runs).toBeGreaterThanOrEqual(5);
  await alarm.stop();
  expect(said).toEqual(['warn: alarm cannot do its work; it tries again', 'info: alarm works again']);
});

it('[AL4] what is due and was left does not make a busy loop', async () => {
  const clock = createClock();
  let runs = 0;
  const start = performance.now();
  const alarm = startAlarm({
    name: 'test',
    clock,
    log: recordingLog().log,
    sweepMs: 1_000,
    work: async () => {
      runs += 1;
      return new Date(0);
    },
  });
  await sleep(300);
  await alarm.stop();
  expect(runs).toBeGreaterThan(1);
  // One each 20 ms at most.
  expect(runs).toBeLessThanOrEqual((performance.now() - start) / 20 + 1);
});

it('[AL5] no wake is lost, at whatever moment of the end of a run it comes', async () => {
  const runsAfter: number[] = [];
  for (let turns = 0; turns < 12; turns += 1) {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    let runs = 0;
    const work = async () => {
      runs += 1;
      await finished;
      return null;
    };
    const alarm = startAlarm({
      name: 'test',
      clock: createClock(),
      log: recordingLog().log,
      sweepMs: 60_000,
      work,
    });
    finish();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    void alarm.wake();
    await sleep(5);
    runsAfter.push(runs);
    await alarm.stop();
  }
  expect(runsAfter).toEqual(runsAfter.map(() => 2));
});
