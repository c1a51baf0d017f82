import { expect, it } from 'vitest';
import { howGone } from './goneOrders.ts';

it('[PH12] an offer that a colleague took is told apart from one that was withdrawn', () => {
  const taken = { acceptedAt: '2026-11-24T02:01:00.000Z' };
  expect(howGone(true, taken)).toBe('taken');
  expect(howGone(true, { acceptedAt: null })).toBe('withdrawn');
  expect(howGone(true, undefined)).toBe('withdrawn');
  // What he had accepted himself was taken from him.
  expect(howGone(false, taken)).toBe('withdrawn');
});
