import type { OvertakenBy } from '@mingchu/shared/http';
import type { QueuedActName } from '@mingchu/shared/queuedAct';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTexts } from '../../../i18n/language.ts';
import { toldText } from './toldText.ts';

const at = '2026-11-29T10:15:38.000Z';
const himself = { inspectorId: 'inspector-1', inspectorName: '梁涛' };
const nowMs = Date.parse('2026-11-29T10:30:00.000Z');
const told = (
  act: QueuedActName,
  happened: OvertakenBy,
  { deviceTime = at, clockOffsetMs = 300 } = {},
): { head: string; text: string } =>
  toldText(
    {
      act: { id: 'a', username: 'anna', dispatchId: 'order-1', act, deviceTime, siteName: '金满鱼馆' },
      answer: {
        id: 'a',
        outcome: 'overtaken',
        code: 'overtaken',
        detail: null,
        happened,
        deviceTime,
        receivedAt: at,
      },
      clockOffsetMs,
    },
    { ownId: 'inspector-1', nowMs },
  );

beforeAll(startTexts);

describe('what is told of an act that came to nothing', () => {
  it('[PH10] says of a report that the arrival is not confirmed yet, and that the report is still here', () => {
    const { head, text } = told('submit', { state: 'en-route', ...himself });
    expect(head).toContain('暂未提交');
    expect(text).toBe('金满鱼馆 · 到场尚未确认。报告仍在本机，确认后请再点一次“上报”');
  });

  it('[PH10] names the kitchen and the colleague who has the order, not himself', () => {
    const { head, text } = told('submit', {
      state: 'en-route',
      inspectorId: 'inspector-2',
      inspectorName: '陈静',
    });
    expect(head).toContain('晚了一步');
    expect(text).toBe('金满鱼馆 · 网格员已在途中（陈静）');
    expect(told('accept', { state: 'accepted', ...himself }).text).toBe('金满鱼馆 · 任务已被接单');
  });

  it('[PH12] a colleague of the same name is a colleague', () => {
    const namesake = { ...himself, inspectorId: 'inspector-2' };
    const { head, text } = told('submit', { state: 'en-route', ...namesake });
    expect(head).toContain('晚了一步');
    expect(text).toBe('金满鱼馆 · 网格员已在途中（梁涛）');
  });

  it('[PH35] names the day of an act of yesterday, and no day of today', () => {
    const happened: OvertakenBy = { state: 'accepted', ...himself };
    expect(told('accept', happened).head).toContain('（18:15）');
    expect(told('accept', happened, { deviceTime: '2026-11-28T15:58:00.000Z' }).head).toContain(
      '（11/28 23:58）',
    );
  });

  it('[PH35] tells the time by the server when the clock of the phone was wrong', () => {
    const happened: OvertakenBy = { state: 'accepted', ...himself };
    // Set a day and an hour behind.
    const given = { deviceTime: '2026-11-28T09:15:38.000Z', clockOffsetMs: 25 * 3_600_000 };
    expect(told('accept', happened, given).head).toContain('（18:15）');
    expect(told('accept', happened, { clockOffsetMs: 29_000 }).head).toContain('（18:15）');
  });
});
