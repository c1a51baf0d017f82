import { describe, expect, it } from 'vitest';
import { countLooks, looksInVain } from './watchIntake.ts';

const startMs = Date.UTC(2026, 10, 24, 2);
const times = (count: number, run: (n: number) => void) => {
  for (let n = 0; n < count; n++) run(n);
};

describe('that nobody takes in', () => {
  it('[LV18] is told after looks in vain, since the last word, until there is another', () => {
    const looks = countLooks();
    times(50, (n) => looks.saw(startMs + n));
    expect(looks.goneSince()).toBe(null);
    times(looksInVain - 1, () => looks.saw(startMs + 49));
    expect(looks.goneSince()).toBe(null);
    looks.saw(startMs + 49);
    expect(looks.goneSince()).toBe(startMs + 49);
    looks.saw(startMs + 60_000);
    expect(looks.goneSince()).toBe(null);
  });

  it('[LV18] is not told at a start, however old the last word is, before as many looks', () => {
    const looks = countLooks();
    times(looksInVain, () => looks.saw(startMs - 86_400_000));
    expect(looks.goneSince()).toBe(null);
    looks.saw(startMs - 86_400_000);
    expect(looks.goneSince()).toBe(startMs - 86_400_000);
  });

  it('[LV18] is not told because the database was away, and stays told when it is', () => {
    const looks = countLooks();
    times(3 * looksInVain, () => {
      times(looksInVain - 1, () => looks.saw(startMs));
      looks.sawNothing();
    });
    expect(looks.goneSince()).toBe(null);
    times(looksInVain, () => looks.saw(startMs));
    looks.sawNothing();
    expect(looks.goneSince()).toBe(startMs);
  });

  it('[LV18] is not told where nobody ever did', () => {
    const looks = countLooks();
    times(3 * looksInVain, () => looks.saw(null));
    expect(looks.goneSince()).toBe(null);
  });

  it('[LV18] is not told of one whose clock is behind that of another, while either is at work', () => {
    const looks = countLooks();
    times(looksInVain, (n) => looks.saw(startMs + n));
    times(2 * looksInVain, (n) => looks.saw(startMs - 3_600_000 + n));
    expect(looks.goneSince()).toBe(null);
  });
});
