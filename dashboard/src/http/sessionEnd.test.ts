import { expect, it } from 'vitest';
import { lastDayMs, sessionEndAt, toldBeforeMs } from './sessionEnd.ts';

it('[TL22] tells of the end of a session three days before, and plainly on the last', () => {
  const endsAtMs = Date.UTC(2026, 11, 2);
  const stage = (leftMs: number) => sessionEndAt(endsAtMs, endsAtMs - leftMs)?.stage ?? null;
  expect([toldBeforeMs + 1, toldBeforeMs, lastDayMs + 1].map(stage)).toEqual([null, 'soon', 'soon']);
  expect([lastDayMs, 1, 0, -1].map(stage)).toEqual(['last-day', 'last-day', null, null]);
  expect(sessionEndAt(endsAtMs, endsAtMs - 60_000)).toEqual({ stage: 'last-day', endsAtMs, leftMs: 60_000 });
});
