import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PhonePosition, tellWay } from './position.ts';

const fixAt = (latitude: number) => ({ coords: { latitude, longitude: 112.86, accuracy: 8 } });

describe('telling the way', () => {
  let moveTo: (latitude: number) => void = () => undefined;
  let here = 26.42;
  let online = true;
  const told: PhonePosition[] = [];
  let end: () => void = () => undefined;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('navigator', {
      geolocation: {
        watchPosition: (onFix: (fix: unknown) => void) => {
          moveTo = (latitude) => onFix(fixAt((here = latitude)));
          return 1;
        },
        getCurrentPosition: (onFix: (fix: unknown) => void) => onFix(fixAt(here)),
        clearWatch: () => (moveTo = () => undefined),
      },
    });
    told.length = 0;
    online = true;
    end = tellWay((position) => {
      if (online) told.push(position);
      return online;
    });
  });
  afterEach(() => {
    end();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('[PH3] tells at most every 5 s while he moves', async () => {
    moveTo(26);
    for (let step = 1; step <= 10; step += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      moveTo(26 + step);
    }
    expect(told.map(({ lat }) => lat)).toEqual([26, 31, 36]);
  });

  it('[PH14] tells again every 30 s where he stands still and the phone has no new fix', async () => {
    moveTo(26.42);
    await vi.advanceTimersByTimeAsync(95_000);
    expect(told).toHaveLength(4);
    expect(new Set(told.map(({ lat }) => lat))).toEqual(new Set([26.42]));
  });

  it('[PH14] takes up again after a dead spot, and ends when the order does', async () => {
    moveTo(26.42);
    online = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toHaveLength(1);
    online = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told).toHaveLength(2);
    end();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(told).toHaveLength(2);
  });
});
