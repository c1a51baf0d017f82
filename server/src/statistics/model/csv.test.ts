import { describe, expect, it } from 'vitest';
import { csvText } from './csv.ts';

describe('csvText', () => {
  it('[ST7] quotes, keeps Chinese readable for Excel, and disarms formulas', () => {
    const text = csvText(
      ['单位', 'n'],
      [
        ['a "b", c', 1.5],
        ['=HYPERLINK("x")', null],
        ['-1', -1],
      ],
    );
    expect(text).toBe('\u{feff}单位,n\r\n"a ""b"", c",1.5\r\n"\'=HYPERLINK(""x"")",\r\n\'-1,-1\r\n');
  });
});
