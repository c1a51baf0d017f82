import { messageSteps } from '@mingchu/shared/dispatch';
import { roles } from '@mingchu/shared/vocabulary';
import { describe, expect, it } from 'vitest';
import { messageText } from './messageText.ts';
import { recipientsOf, standsFor } from './recipients.ts';
import { decideRetry, maxAttempts } from './retry.ts';
import { pathTo } from './wording.ts';

const now = new Date('2026-11-23T02:00:00Z');

describe('messageText', () => {
  const facts = {
    siteName: '阳光小学食堂',
    severity: 'critical' as const,
    inspectorName: '王芳',
    startedAt: now,
    dueAt: new Date(now.getTime() + 600_000),
    now: new Date(now.getTime() + 7 * 60_000 + 59_999),
  };
  it('[NO1] every step names the site, how bad it is and the minute of the ladder', () => {
    for (const step of messageSteps) {
      const text = messageText(step, facts);
      expect(text).toContain('阳光小学食堂 严重违规');
      expect(text).toContain('（第 7 分钟 / 10）');
    }
  });
  it('[NO1] says when nobody holds the order', () => {
    expect(messageText('breach', { ...facts, inspectorName: null })).toBe(
      '【已超时】阳光小学食堂 严重违规，无人承接，未在时限内到场（第 7 分钟 / 10）',
    );
  });
});

describe('pathTo', () => {
  it('[PH38] leads an inspector to the swaps on his phone, and who makes the plan to the plan', () => {
    const of = { dispatchId: null, violationId: null };
    expect(pathTo({ ...of, step: 'swap-asked', toPhone: true })).toBe('/m?part=swaps');
    expect(pathTo({ ...of, step: 'swap-taken', toPhone: false })).toBe('/office/rotas');
    expect(pathTo({ ...of, step: 'offer', dispatchId: '1', toPhone: true })).toBe('/m?order=1');
  });
});

describe('decideRetry', () => {
  it('[NO4] doubles the wait from 2 s and gives up after the last attempt', () => {
    const waits = Array.from({ length: maxAttempts - 1 }, (_, index) => {
      const decision = decideRetry(index + 1, now);
      return decision.again ? decision.at.getTime() - now.getTime() : null;
    });
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000]);
    expect(decideRetry(maxAttempts, now)).toEqual({ again: false, reason: 'attempts-used-up' });
  });
});

describe('recipientsOf', () => {
  it('[NO5] everyone reads what is sent to him or to his role', () => {
    expect(recipientsOf({ role: 'inspector', inspectorId: 'i1' }, ['east'])).toEqual(['i1']);
    expect(recipientsOf({ role: 'leader', inspectorId: null }, ['east', 'west'])).toEqual([
      'leader:east',
      'leader:west',
    ]);
    expect(recipientsOf({ role: 'duty', inspectorId: null }, [])).toEqual(['role:duty', 'station']);
    expect(recipientsOf({ role: 'chief', inspectorId: null }, [])).toContain('role:chief');
  });
  it('[AU23] the messages of an inspector wake whoever may read them, and nobody else', () => {
    for (const role of roles) {
      const person = { role, inspectorId: 'i1', groupId: 'east' } as const;
      const reads = recipientsOf(person, []).includes('i1');
      expect(standsFor(person, 'i1'), role).toBe(reads);
    }
  });
});
