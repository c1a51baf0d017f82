import { auditSubjects } from '@mingchu/shared/http';
import i18next from 'i18next';
import { beforeAll, expect, it } from 'vitest';
import { speak, startDeskTexts } from '../../i18n/language.ts';
import { emptyLiveState } from '../../live/reducer.ts';
import { reasonText, subjectText } from './auditWords.ts';

beforeAll(startDeskTexts);

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

it.each(['zh-CN', 'en'] as const)('whatever the trail is about has a name in %s', async (language) => {
  await speak(language);
  const nameless = auditSubjects.filter(
    (subject) => !i18next.exists(`office.subject.${subject}`, { fallbackLng: [] }),
  );
  await speak('zh-CN');
  expect(nameless).toEqual([]);
});

it('[RG12] a table that was brought in says how many rows did what, and of a row which cells it changed', () => {
  const line = {
    at: '2026-11-29T02:00:00.000Z',
    subject: 'registry',
    violationId: null,
    actor: 'admin',
    act: 'import',
    reason: 'imported',
  } as const;
  const whole = { table: 'sites', rows: 12, new: 2, changed: 3, accounts: 0 };
  expect(subjectText(emptyLiveState, { ...line, subjectId: 'registry', detail: whole })).toBe(
    '单位表：新增 2，修改 3',
  );
  const row = { table: 'inspectors', outcome: 'changed', columns: ['phone', 'gridIds'] };
  expect(subjectText(emptyLiveState, { ...line, subjectId: 'li', detail: row })).toBe('li · 手机、网格');
});
