import { describe, expect, it } from 'vitest';
import { minutesLate } from './forecast.ts';

const order = { state: 'en-route', dueAt: '2026-11-24T08:10:00.000Z' } as const;

describe('the forecast', () => {
  it('says by how many minutes somebody will be late, and nothing while he is in time', () => {
    expect(minutesLate({ ...order, etaAt: '2026-11-24T08:13:10.000Z' })).toBe(3);
    expect(minutesLate({ ...order, etaAt: '2026-11-24T08:10:05.000Z' })).toBe(1);
    expect(minutesLate({ ...order, etaAt: '2026-11-24T08:09:59.000Z' })).toBeNull();
    expect(minutesLate({ ...order, etaAt: null })).toBeNull();
  });

  it('says nothing more once he is there', () => {
    expect(minutesLate({ ...order, state: 'arrived', etaAt: '2026-11-24T08:13:00.000Z' })).toBeNull();
  });
});
