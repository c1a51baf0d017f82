import { skewLimitMs } from '@mingchu/shared/observation';
import { describe, expect, it } from 'vitest';
import { decodeHeard, type Meant } from './decodeHeard.ts';

const receivedAt = Date.UTC(2026, 10, 23, 3);
const from = { siteId: 's1', deviceId: 'prep', receivedAt, retained: false };
const hourMs = 3_600_000;

const finding = (deviceTime: number | null, historical = false): Meant => ({
  kind: 'finding',
  type: 'rodent',
  id: 'f1',
  confidence: 0.9,
  deviceTime,
  zone: '',
  historical,
});

describe('[IN10] the clock of a camera that only says what it found', () => {
  it('is told as wrong, and its finding counts as of now', () => {
    const { samples, skewMs } = decodeHeard([finding(receivedAt - hourMs)], from);
    expect(skewMs).toBe(-hourMs);
    expect(samples.map(({ observation }) => observation.at)).toEqual([receivedAt]);
  });

  it('is right within the limit, and where it tells what was long ago', () => {
    expect(decodeHeard([finding(receivedAt - skewLimitMs)], from).skewMs).toBeNull();
    expect(decodeHeard([finding(receivedAt - hourMs, true)], from).skewMs).toBeNull();
    expect(decodeHeard([finding(null)], from).skewMs).toBeNull();
  });
});

const values = (temperatureC: number, deviceTime: number | null): Meant => ({
  kind: 'values',
  values: { temperatureC },
  deviceTime,
  key: null,
  historical: false,
});

it('[DF109] a value without a time counts as of now beside one of a wrong clock, not as of later', () => {
  const { samples, skewMs } = decodeHeard([values(4, null), values(9, receivedAt - hourMs)], from);
  expect(skewMs).toBe(-hourMs);
  expect(samples.map(({ observation }) => observation.at)).toEqual([receivedAt, receivedAt]);
});

it('[DF109] a value beside one of a far future is left out when it would lie before 1970', () => {
  const future = Date.UTC(2538, 0, 1);
  const { samples, skewMs } = decodeHeard([values(4, receivedAt), values(9, future)], from);
  expect(skewMs).toBe(future - receivedAt);
  expect(samples.map(({ observation }) => observation.at)).toEqual([receivedAt]);
});
