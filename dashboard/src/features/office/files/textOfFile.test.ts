import { expect, it } from 'vitest';
import { isWorkbook, textOfFile } from './textOfFile.ts';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

it('[XP4] reads a file in UTF-8, UTF-16 or GB 18030', () => {
  expect(textOfFile(bytes(0xe5, 0x8d, 0x95, 0xe4, 0xbd, 0x8d))).toBe('单位');
  expect(textOfFile(bytes(0xef, 0xbb, 0xbf, 0xe5, 0x8d, 0x95))).toBe('单');
  expect(textOfFile(bytes(0xff, 0xfe, 0x55, 0x53, 0x4d, 0x4f))).toBe('单位');
  expect(textOfFile(bytes(0xb5, 0xa5, 0xce, 0xbb, 0x2c, 0x61))).toBe('单位,a');
  expect(textOfFile(bytes())).toBe('');
});

it('[XP4] knows a workbook, which is no table of text', () => {
  expect(isWorkbook(bytes(0x50, 0x4b, 0x03, 0x04, 0x14))).toBe(true);
  expect(isWorkbook(bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1))).toBe(true);
  expect(isWorkbook(bytes(0x50, 0x4b, 0x2c, 0x31))).toBe(false);
  expect(isWorkbook(bytes())).toBe(false);
});
