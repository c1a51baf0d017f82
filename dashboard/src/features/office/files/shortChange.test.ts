import { expect, it } from 'vitest';
import { shortChange } from './shortChange.ts';

const corners = Array.from({ length: 60 }, (_, index) => `113.${100 + index} 34.${100 + index}`);
const outline = (given: readonly string[]) => `POLYGON ((${given.join(', ')}))`;

it('[RG15] a long outline that changes only far behind shows what changes', () => {
  const before = outline(corners);
  const after = outline(corners.with(40, '113.999 34.999'));
  const short = shortChange({ before, after });
  expect(short.before).toContain('113.140 34.140');
  expect(short.after).toContain('113.999 34.999');
  expect(short.before).toMatch(new RegExp(`^….{80}… \\(${before.length}\\)$`));
});

it('[RG15] one that only grows longer at its end is told from what it was', () => {
  const before = outline(corners);
  const { before: was, after: is } = shortChange({ before, after: outline([...corners, '113.999 34.999']) });
  expect(is).toContain('113.999 34.999');
  expect(was).not.toBe(is);
});

it('[RG15] a change at the beginning, and a short cell, are shown from their beginning', () => {
  const before = outline(corners);
  expect(shortChange({ before, after: before.replace('113.100', '113.7') }).before).toMatch(/^POLYGON/);
  const short = { before: '张三', after: '李四' };
  expect(shortChange(short)).toEqual(short);
  expect(shortChange({ before: '', after: before }).before).toBe('');
});
