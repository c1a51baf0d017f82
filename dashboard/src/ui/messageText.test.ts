import { messageSteps, noteSteps } from '@mingchu/shared/dispatch';
import type { ToldFacts } from '@mingchu/shared/notify';
import { beforeAll, describe, expect, it } from 'vitest';
import { speak, startTexts } from '../i18n/language.ts';
import { messageText } from './messageText.ts';

const facts: ToldFacts = {
  siteName: '阳光小学',
  severity: 'major',
  inspectorName: '李晓明',
  minute: 7,
  of: 10,
  comment: '',
};
const message = (step: string, more: Partial<ToldFacts> = {}) => ({
  step,
  text: '原文',
  facts: { ...facts, ...more },
});

describe('messages in the application', () => {
  beforeAll(startTexts);

  it('[NO30] are worded from step and facts in the language of the screen', async () => {
    expect(messageText(message('warn'))).toBe(
      '【即将超时】阳光小学 较重违规，李晓明 尚未到场（第 7 分钟 / 10）',
    );
    expect(messageText(message('extension-refused', { comment: '人手不足' }))).toMatch(
      /：人手不足（第 7 分钟/,
    );
    await speak('en');
    expect(messageText(message('warn'))).toBe(
      'Time is running out: 阳光小学, major violation. Not there yet: 李晓明 (minute 7 of 10)',
    );
    expect(messageText(message('nobody', { inspectorName: null }))).toMatch(/^Nobody to send/);
    expect(messageText(message('breach', { inspectorName: null }))).toContain('nobody holds the order');
  });

  it('[NO30] have words for every step that the server can tell', () => {
    const unsaid = [...messageSteps, ...noteSteps].filter((step) => messageText(message(step)) === '原文');
    expect(unsaid).toEqual([]);
  });

  it('keep their own text where there are no facts', () => {
    expect(messageText({ step: 'warn', text: '原文', facts: null })).toBe('原文');
  });
});
