/** The scenarios of 40 minutes and more, through the whole system, must lead to the outcomes in their files. */
import { describe, expect, it } from 'vitest';
import { differenceFromOutcome, longScenarios } from './playThrough.ts';

describe('long scenarios', () => {
  it.each(longScenarios)('[SM1] %s leads to its outcome', async (name) => {
    expect(await differenceFromOutcome(name)).toEqual([]);
  });
});
