import type { Change, Heartbeat } from '@mingchu/shared/live';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  doubt,
  forgetLive,
  isNotLive,
  localNow,
  notLiveSinceMs,
  setLink,
  takeBeat,
  takeIn,
  useLiveStore,
} from './store.ts';

const startMs = Date.UTC(2026, 10, 24, 2);
let serverStartMs: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'], now: startMs });
  vi.advanceTimersByTime(1_000);
  serverStartMs = startMs - localNow();
  forgetLive();
  showUpTo(1);
  setLink('synced');
  beat({ asked: localNow() });
});
afterEach(() => vi.useRealTimers());

/** What the screen shows is everything up to this number. */
function showUpTo(seq: number): void {
  useLiveStore.setState(({ live }) => ({ live: { ...live, seq } }));
}

/** A heartbeat that the server said `waitedMs` ago. */
function beat({ waitedMs = 0, ...more }: Partial<Heartbeat> & { waitedMs?: number } = {}): void {
  takeBeat({
    serverTime: new Date(serverStartMs + localNow() - waitedMs).toISOString(),
    seq: 1,
    lastIntakeAt: null,
    readAgoMs: 0,
    judgedUntil: null,
    brokerLostSince: null,
    intakeGoneSince: null,
    speed: 1,
    rehearsal: false,
    pageVersion: null,
    ...more,
  });
}
const notLive = () => isNotLive(useLiveStore.getState().lastLiveAtMs, localNow());
const pass = (ms: number) => vi.advanceTimersByTime(ms);

describe('proof of life', () => {
  it('[WL15] is no beat that tells no time, and the clock goes on without it', () => {
    pass(3_000);
    const { clock } = useLiveStore.getState();
    for (const senseless of [{ serverTime: '' }, { serverTime: 'noon' }, { speed: 0 }, { speed: Number.NaN }])
      beat(senseless);
    takeBeat({} as Heartbeat);
    expect(useLiveStore.getState().clock).toEqual(clock);
    pass(4_100);
    expect(notLive()).toBe(true);
    beat();
    expect(notLive()).toBe(false);
  });

  it('[TL4] is as old as the last reading of the server, however often it beats', () => {
    for (const readAgoMs of [3_000, 5_000, 7_000]) {
      expect(notLive()).toBe(false);
      pass(readAgoMs === 3_000 ? 3_000 : 2_000);
      beat({ readAgoMs });
    }
    pass(100);
    expect([notLive(), useLiveStore.getState().serverBlind]).toEqual([true, true]);
    beat({ readAgoMs: 2 });
    expect([notLive(), useLiveStore.getState().serverBlind]).toEqual([false, false]);
  });

  it('[TL4] is as old as the reading of the log that changes came with, whatever the clock of their writer says', () => {
    const aheadMs = 3_600_000;
    const iso = (ms: number) => new Date(serverStartMs + localNow() + ms).toISOString();
    let seq = 1;
    const take = (range: { readAt?: string }) => {
      seq += 1;
      const change = { seq, at: iso(aheadMs), kind: 'message', body: { id: `m${seq}`, at: iso(0) } };
      const changes = [change as unknown as Change];
      expect(takeIn({ type: 'changes', changes, range: { after: seq - 1, through: seq, ...range } })).toBe(
        'applied',
      );
    };
    pass(5_000);
    take({});
    pass(2_500);
    // More of the log was to come behind it, or it waited somewhere: it keeps coming, and nothing is in step.
    take({});
    take({ readAt: iso(-20_000) });
    expect(notLive()).toBe(true);
    take({ readAt: iso(-1_000) });
    expect(notLive()).toBe(false);
    pass(6_100);
    expect(notLive()).toBe(true);
  });

  it('[TL1] is missed since the screen was opened, where there never was any', () => {
    const since = () => notLiveSinceMs(useLiveStore.getState()) - startMs;
    pass(1_000);
    expect(since()).toBe(0);
    forgetLive();
    const openedMs = Date.now() - startMs;
    const openedAtServerMs = serverStartMs + localNow() + 3_600_000 - startMs;
    pass(9_000);
    expect([since(), notLive()]).toEqual([openedMs, true]);
    // The server is an hour ahead of this machine, and cannot read its database.
    serverStartMs += 3_600_000;
    beat({ asked: localNow(), readAgoMs: 60_000 });
    pass(9_000);
    expect([since(), notLive()]).toEqual([openedAtServerMs, true]);
    doubt();
    expect(since()).toBe(openedMs);
  });

  it('[TL2] is as old as the beat that waited while the page was stuck', () => {
    pass(20_000);
    beat({ waitedMs: 15_000 });
    expect(notLive()).toBe(true);
    beat({ waitedMs: 10_000 });
    expect(notLive()).toBe(true);
    beat({ waitedMs: 1_000 });
    expect(notLive()).toBe(false);
  });

  it('[TL3] counts after a jump of time only as an answer to a question asked since', () => {
    const askedBefore = localNow();
    pass(1_000);
    doubt();
    expect(notLive()).toBe(true);
    beat();
    beat({ asked: askedBefore });
    expect(notLive()).toBe(true);
    const asked = localNow();
    pass(200);
    beat({ asked });
    expect(notLive()).toBe(false);
    expect(useLiveStore.getState().doubtSinceMs).toBeNull();
  });

  it('[TL3] is no proof when the answer took longer than the limit', () => {
    doubt();
    const asked = localNow();
    pass(8_000);
    beat({ asked });
    expect(notLive()).toBe(true);
    pass(1_000);
    beat();
    expect(notLive()).toBe(false);
  });

  it('[TL15] is nothing to a screen that lacks what the beat knows, however often it comes', () => {
    for (let n = 0; n < 3; n++) {
      pass(2_500);
      beat({ seq: 2 });
    }
    expect(notLive()).toBe(true);
    showUpTo(2);
    beat({ seq: 2 });
    expect(notLive()).toBe(false);
  });

  it('[TL1] is nothing that a beat says which lacks what it must say', () => {
    doubt();
    const asked = localNow();
    beat({ asked, readAgoMs: undefined as never });
    expect(notLive()).toBe(true);
  });
});

it('[LV16] [LV19] a server that is older than the page, and says nothing of broker and intake, has not lost them', () => {
  const since = new Date(startMs).toISOString();
  beat({ brokerLostSince: since, intakeGoneSince: since });
  expect(useLiveStore.getState()).toMatchObject({ brokerLostSince: since, intakeGoneSince: since });
  beat({ brokerLostSince: undefined as never, intakeGoneSince: undefined as never });
  expect(useLiveStore.getState()).toMatchObject({ brokerLostSince: null, intakeGoneSince: null });
});
