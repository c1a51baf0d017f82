import { beforeAll, expect, it } from 'vitest';
import { startTexts } from '../../../i18n/language.ts';
import { oldFactsText } from './oldFactsText.ts';

beforeAll(startTexts);

it('[PH36] tells of facts of the day before that they are of that day, and of today only the time', () => {
  const evening = Date.parse('2026-11-28T23:58:07+08:00');
  expect(oldFactsText(evening, evening + 90_000)).toContain('停在 23:58:07（');
  expect(oldFactsText(evening, evening + 5 * 60_000)).toContain('停在 11/28 23:58:07（');
});
