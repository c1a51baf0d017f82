import { expect, it } from 'vitest';
import { type ComparedEstimate, compareEstimates } from './estimate.ts';

const exact = (atMs: number): ComparedEstimate => ({ atMs, rough: false });
const rough = (atMs: number): ComparedEstimate => ({ atMs, rough: true });

it('[FE9] a rough estimate comes after an exact one of its minute, and two rough ones of a minute are alike', () => {
  expect(compareEstimates(exact(59_000), rough(1_000))).toBeLessThan(0);
  expect(compareEstimates(rough(59_000), exact(60_000))).toBeLessThan(0);
  expect(compareEstimates(exact(1_000), exact(2_000))).toBeLessThan(0);
  expect(compareEstimates(rough(1_000), rough(59_000))).toBe(0);
  expect(compareEstimates(null, rough(999_000_000))).toBeGreaterThan(0);
  expect(compareEstimates(null, null)).toBe(0);
});
