import i18next from 'i18next';
import { beforeAll, expect, it } from 'vitest';
import { zh } from '../../../i18n/zh.ts';
import { reasonText } from './recordWords.ts';

beforeAll(() =>
  i18next.init({ lng: 'zh-CN', resources: { 'zh-CN': { translation: zh } }, keySeparator: false }),
);

it('[DE4] names the channel of a message in a word, as it does the reason of an act', () => {
  expect(reasonText({ subject: 'message', reason: 'in-app' })).toBe('应用内');
  expect(reasonText({ subject: 'message', reason: 'ops-hook' })).toBe('ops-hook');
  expect(reasonText({ subject: 'dispatch', reason: 'departed' })).toBe('网格员出发');
});
