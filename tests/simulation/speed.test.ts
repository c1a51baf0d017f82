/** Time at speed: the same story has the same journal, whether it is lived through or played at 60 times its speed. */
import { compareJournal } from '@mingchu/simulators/scenario/compareJournal';
import { parseScenario } from '@mingchu/simulators/scenario/loadScenario';
import { expect, it } from 'vitest';
import { playThrough } from './playThrough.ts';

/** Three minutes, with people and gas in them. */
const story = parseScenario(
  'three-minutes.yaml',
  `
title: { zh: 三分钟, en: Three minutes }
about: Short enough to be lived through.
seed: 21
sites: 4
inspectors: 4
startAt: 2026-11-24T11:00:00+08:00
minutes: 3
toleranceS: 30
people:
  everybody: { thinkS: 10, packS: 10, rideS: 40, lookS: 30 }
events:
  - { at: "00:10", site: s0001, detect: { type: smoking, times: 3 } }
  - { at: "00:20", site: s0002, fault: { device: fridge1, duplicate: true } }
  - { at: "00:30", site: s0002, gas: { towardsPctLel: 38 } }
  - { at: "01:30", site: s0002, gas: { towardsPctLel: 0 } }
outcome: []
`,
);

it('[SM2] a story has the same journal at the speed of life and at 60 times that', async () => {
  // The fast one later, when the processes beside this one have started.
  const slow = await playThrough(story, 1);
  expect(slow).toHaveLength(2);
  // Half a second for which the machine stands still spoils the fast one: then it is played anew, not both.
  await expect
    .poll(async () => compareJournal(slow, await playThrough(story, 60), story.toleranceS), {
      timeout: 90_000,
    })
    .toEqual([]);
});
