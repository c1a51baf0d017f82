/**
 * Every scenario, through the whole system, must lead to the outcome in its file. Thirty times the speed of life: a
 * machine that holds everything up for a second is then still within the tolerance.
 */
import { compareOutcome } from '@mingchu/simulators/scenario/compareOutcome';
import { loadScenario, scenarioNames } from '@mingchu/simulators/scenario/loadScenario';
import { describe, expect, it } from 'vitest';
import { playThrough } from './playThrough.ts';

const speed = 30;

describe('scenarios', () => {
  it.each(scenarioNames())('[SM1] %s leads to its outcome', async (name) => {
    const scenario = loadScenario(name);
    const journal = await playThrough(scenario, speed);
    expect(compareOutcome(scenario, journal)).toEqual([]);
  });
});
