import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { speak, startTexts } from '../i18n/language.ts';
import { errorText } from './request.ts';
import { RequestError } from './requestError.ts';

describe('what a person reads of an error', () => {
  beforeAll(startTexts);
  afterEach(() => vi.useRealTimers());

  it('[AU4] says how long a locked sign-in waits, whatever the clock of the screen says', async () => {
    const locked = new RequestError({ status: 429, code: 'too-many-failed-sign-ins', retryAfterS: 450 });
    for (const now of ['2026-11-24T02:00:00Z', '2031-01-01T17:00:00Z']) {
      vi.setSystemTime(now);
      await speak('zh-CN');
      expect(errorText(locked)).toContain('请在 7 分 30 秒后再试');
      await speak('en');
      expect(errorText(locked)).toContain('Try again in 7 min 30 s');
    }
  });
});
