import { severities } from '@mingchu/shared/violation';
import { expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { zh } from '../i18n/zh.ts';
import { severityPaths } from './SeverityMark.tsx';

it('[UI2] gives each severity a shape and a word of its own', () => {
  expect(new Set(severities.map((severity) => severityPaths[severity])).size).toBe(severities.length);
  for (const texts of [zh, en]) {
    const words = new Set(severities.map((severity) => texts[`severity.${severity}`]));
    expect(words.size).toBe(severities.length);
  }
});
