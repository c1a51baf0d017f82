/** The scenarios shorter than 40 minutes, through the whole system, must lead to the outcomes in their files. */
import { describe, expect, it } from 'vitest';
import { differenceFromOutcome, shortScenarios } from './playThrough.ts';

describe('scenarios', () => {
  it.each(shortScenarios)('[SM1] %s leads to its outcome', async (name) => {
    expect(await differenceFromOutcome(name)).toEqual([]);
  });
});
