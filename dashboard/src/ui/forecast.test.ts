import type { Dispatch } from '@mingchu/shared/dispatch';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTexts } from '../i18n/language.ts';
import { estimateAgeMs, expectedText, lastSeenAgeMs, minutesLate } from './forecast.ts';

const order = { state: 'en-route', dueAt: '2026-11-24T08:10:00.000Z' } as const;

describe('the forecast', () => {
  it('says by how many minutes somebody will be late, and nothing while he is in time', () => {
    expect(minutesLate({ ...order, etaAt: '2026-11-24T08:13:10.000Z' })).toBe(3);
    expect(minutesLate({ ...order, etaAt: '2026-11-24T08:10:05.000Z' })).toBe(1);
    expect(minutesLate({ ...order, etaAt: '2026-11-24T08:09:59.000Z' })).toBeNull();
    expect(minutesLate({ ...order, etaAt: null })).toBeNull();
  });

  it('[FE12] a rough estimate is late only where even the earliest that it allows is', () => {
    const rough = { ...order, etaAt: '2026-11-24T08:13:10.000Z' };
    expect(minutesLate({ ...rough, etaEarliestAt: '2026-11-24T08:09:00.000Z' })).toBeNull();
    expect(minutesLate({ ...rough, etaEarliestAt: '2026-11-24T08:10:30.000Z' })).toBe(3);
  });

  it('says nothing more once he is there', () => {
    expect(minutesLate({ ...order, state: 'arrived', etaAt: '2026-11-24T08:13:00.000Z' })).toBeNull();
  });
});

describe('the age of an estimate', () => {
  const nowMs = Date.parse('2026-11-24T08:05:00.000Z');
  it('[FE7] is said once his phone has been silent for 90 s', () => {
    expect(estimateAgeMs({ at: '2026-11-24T08:03:31.000Z' }, nowMs)).toBeNull();
    expect(estimateAgeMs({ at: '2026-11-24T08:01:00.000Z' }, nowMs)).toBe(240_000);
  });
  it('[FE7] is not made up where nobody knows the position', () => {
    expect(estimateAgeMs({ at: null }, nowMs)).toBeNull();
    expect(estimateAgeMs(undefined, nowMs)).toBeNull();
  });
  it('[WL14] is said on the wall of who is on his way, where the estimate does not say that it is rough', () => {
    const old = { at: '2026-11-24T08:01:00.000Z' };
    const estimated = { ...order, etaAt: '2026-11-24T08:08:00.000Z' };
    expect(lastSeenAgeMs(estimated, old, nowMs)).toBe(240_000);
    expect(lastSeenAgeMs(estimated, { at: '2026-11-24T08:04:30.000Z' }, nowMs)).toBeNull();
    const rough = { ...estimated, etaEarliestAt: '2026-11-24T08:06:00.000Z' };
    const silent = [{ ...estimated, state: 'accepted' } as const, rough, { ...estimated, etaAt: null }];
    expect(silent.map((each) => lastSeenAgeMs(each, old, nowMs))).toEqual([null, null, null]);
  });
});

describe('what a row says of the arrival', () => {
  beforeAll(startTexts);
  const nowMs = Date.parse('2026-11-24T08:05:00.000Z');
  const expected = (more: Partial<Dispatch>, atMs = nowMs) =>
    expectedText({ ...order, etaAt: '2026-11-24T08:08:00.000Z', ...more } as Dispatch, atMs);

  it('[QU2] says in how many minutes, and before the due time that it will be too late', () => {
    expect(expected({})).toEqual({ text: '预计 3 分后到', late: false });
    expect(expected({ etaAt: '2026-11-24T08:05:20.000Z' })).toEqual({ text: '马上就到', late: false });
    expect(expected({ etaAt: '2026-11-24T08:13:00.000Z' })).toEqual({ text: '晚 3 分到', late: true });
    expect(expected({ forecast: 'nobody-in-time' })).toEqual({ text: '无人能按时到', late: true });
    expect(expected({ etaAt: null, forecast: 'late' })).toEqual({ text: '不能按时到', late: true });
  });

  it('[FE12] says that an estimate is rough, and that a position is unknown', () => {
    const rough = { etaAt: '2026-11-24T08:12:50.000Z', etaEarliestAt: '2026-11-24T08:09:00.000Z' };
    expect(expected(rough)).toEqual({ text: '约 8 分后到', late: false });
    expect(expected({ ...rough, etaEarliestAt: '2026-11-24T08:11:00.000Z' })).toEqual({
      text: '约晚 3 分到',
      late: true,
    });
    expect(expected({ forecast: 'nobody-in-time-roughly' })).toEqual({ text: '恐无人能按时到', late: true });
    expect(expected({ etaAt: null, inspectorId: 'i1' })).toEqual({ text: '到场未知', late: false });
    const unheard = { etaAt: null, inspectorId: 'i1', forecast: 'unknown' } as const;
    expect(expected(unheard)).toEqual({ text: '去向不明', late: true });
    expect(expected(unheard, Date.parse('2026-11-24T08:11:00.000Z'))?.text).toBe('到场未知');
  });

  it('[QU2] goes on after the due time, and says when the estimate itself has passed', () => {
    const overdueMs = Date.parse('2026-11-24T08:11:00.000Z');
    const late = { etaAt: '2026-11-24T08:13:00.000Z', forecast: 'late' } as const;
    expect(expected(late, overdueMs)).toEqual({ text: '预计 2 分后到', late: false });
    expect(expected({}, overdueMs)).toEqual({ text: '预计时间已过', late: true });
  });

  it('says nothing where nothing is known or nobody is awaited', () => {
    expect(expected({ etaAt: null })).toBeNull();
    expect(expected({ state: 'arrived' })).toBeNull();
    expect(expectedText(null, nowMs)).toBeNull();
  });
});
