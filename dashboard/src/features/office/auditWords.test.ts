import { beforeAll, expect, it } from 'vitest';
import { startTexts } from '../../i18n/language.ts';
import { reasonText } from './auditWords.ts';

beforeAll(startTexts);

it.each([
  ['dispatch', 'nearest-on-shift', '就近在岗'],
  ['message', 'waited-too-long', '等待过久，已过时'],
  ['message', 'in-app', '应用内'],
  ['message', '所里钉钉群', '所里钉钉群'],
  ['session', 'oidc-cancelled', '在统一认证取消登录'],
  ['export', '周例会', '周例会'],
] as const)('a line about a %s says why in words: %s', (subject, reason, words) => {
  expect(reasonText({ subject, reason })).toBe(words);
});
