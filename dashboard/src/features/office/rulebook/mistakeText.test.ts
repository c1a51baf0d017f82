import { ruleFaults } from '@mingchu/shared/rulebookTrial';
import { beforeAll, expect, it } from 'vitest';
import { speak, startDeskTexts } from '../../../i18n/language.ts';
import { zhDesk } from '../../../i18n/zhDesk.ts';
import { mistakeText } from './mistakeText.ts';

beforeAll(startDeskTexts);

it('[WI13] says in the language of the screen at which line what is wrong', async () => {
  const mistake = { line: 12, ruleId: 'fridge-warm', key: 'params.forS', allowed: '' };
  expect(mistakeText({ ...mistake, fault: 'not-a-number' })).toBe(
    '第 12 行：params.forS 须为数字（规则 fridge-warm）',
  );
  expect(mistakeText({ ...mistake, fault: 'broken-yaml', ruleId: '', key: '' })).toBe(
    '第 12 行：不是合格的 YAML，请检查缩进、冒号和引号',
  );
  await speak('en');
  expect(mistakeText({ ...mistake, fault: 'too-low', allowed: '0' })).toBe(
    'Line 12: params.forS must be at least 0 (rule fridge-warm)',
  );
});

it('[WI13] has words for everything that can be wrong', () => {
  for (const fault of ruleFaults) expect(zhDesk).toHaveProperty([`trial.fault.${fault}`]);
});
