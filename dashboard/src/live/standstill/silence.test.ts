import { describe, expect, it } from 'vitest';
import { hear, type Listening, look, lookEveryMs } from './silence.ts';

/** Looks every half second until `untilMs`; what was told, with its time. */
function listenUntil(start: Listening, untilMs: number): { listening: Listening; told: string[] } {
  let listening = start;
  const told: string[] = [];
  for (let nowMs = start.lookedMs + lookEveryMs; nowMs <= untilMs; nowMs += lookEveryMs) {
    const { next, tell } = look(listening, nowMs);
    listening = next;
    if (tell) told.push(`${tell.kind} ${tell.forMs} at ${nowMs}`);
  }
  return { listening, told };
}

describe('a thread that listens to the page', () => {
  it('[TL3] tells once that the page is stuck, and when it speaks again for how long it was', () => {
    const { listening, told } = listenUntil({ heardMs: 0, lookedMs: 0, told: false }, 11_000);
    expect(told).toEqual(['still-stuck 3500 at 3500']);
    expect(hear(listening, 11_200).tell).toEqual({ kind: 'was-stuck', forMs: 11_200 });
    expect(hear({ ...listening, heardMs: 10_900 }, 11_200).tell).toBeNull();
  });

  it('[TL3] knows sleep from being stuck, because it slept too', () => {
    const { next, tell } = look({ heardMs: 900, lookedMs: 1_000, told: false }, 3_601_500);
    expect(tell).toEqual({ kind: 'slept', forMs: 3_600_000 });
    expect(hear(next, 3_601_600).tell).toBeNull();
  });

  it('[TL3] says nothing of a page that is hidden', () => {
    expect(listenUntil({ heardMs: null, lookedMs: 0, told: false }, 60_000).told).toEqual([]);
  });
});
