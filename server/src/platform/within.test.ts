import { expect, it, vi } from 'vitest';
import { within } from './within.ts';

it('answers what comes in time, and gives up on what does not, with a code', async () => {
  vi.useFakeTimers();
  try {
    expect(await within(1_000, Promise.resolve('here'))).toBe('here');
    await expect(within(1_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
    const late = within(1_500, new Promise(() => {}));
    const said = expect(late).rejects.toMatchObject({ code: 'ETIMEDOUT', message: 'no answer within 1.5 s' });
    await vi.advanceTimersByTimeAsync(1_500);
    await said;
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
