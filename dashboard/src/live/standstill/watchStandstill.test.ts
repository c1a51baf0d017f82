import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetLive, isNotLive, localNow, useLiveStore } from '../store.ts';
import { watchStandstill } from './watchStandstill.ts';

let page: EventTarget & { visibilityState: string };
const told: unknown[] = [];

beforeEach(() => {
  told.length = 0;
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  vi.stubGlobal(
    'Worker',
    class {
      postMessage(message: unknown): void {
        told.push(message);
      }
      terminate(): void {}
    },
  );
  forgetLive();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const notLive = () => isNotLive(useLiveStore.getState().lastLiveAtMs, localNow());

it('[TL3] a page that the browser froze counts nothing that it knew once it goes on, and asks', () => {
  const ask = vi.fn();
  const stop = watchStandstill({ ask, reports: false });
  expect([notLive(), ask.mock.calls.length]).toEqual([false, 0]);
  page.dispatchEvent(new Event('freeze'));
  // What stands still by right is not called stuck.
  expect(told.at(-1)).toEqual({ kind: 'hidden' });
  page.dispatchEvent(new Event('resume'));
  expect([notLive(), ask.mock.calls.length]).toEqual([true, 1]);
  // The answer was lost: it is asked for again.
  vi.advanceTimersByTime(5_000);
  expect(ask.mock.calls.length).toBeGreaterThan(1);
  stop();
});
