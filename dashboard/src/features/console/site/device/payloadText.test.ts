import { describe, expect, it } from 'vitest';
import { readableBytes } from './payloadText.ts';

const base64 = (bytes: readonly number[]) => btoa(String.fromCharCode(...bytes));
const whole = { isCut: false };

describe('the bytes of a packet', () => {
  it('[DP6] are text where they are text, also where it is cut within a letter', () => {
    const text = '{"温度": 4.2}\n';
    const bytes = [...new TextEncoder().encode(text)];
    expect(readableBytes(base64(bytes), whole)).toEqual({ kind: 'text', text });
    const cut = bytes.slice(0, 4);
    expect(readableBytes(base64(cut), { isCut: true })).toEqual({ kind: 'text', text: '{"' });
    expect(readableBytes(base64(cut), whole).kind).toBe('hex');
  });

  it('[DP6] are hexadecimal with what is readable beside it otherwise', () => {
    expect(readableBytes(base64([0, 0x41, 0xff]), whole)).toEqual({
      kind: 'hex',
      text: '0000  00 41 ff                                         ·A·',
    });
    const second = readableBytes(base64(Array.from({ length: 17 }, () => 1)), whole).text.split('\n')[1];
    expect(second).toMatch(/^0010 {2}01 +·$/);
    expect(readableBytes(base64([]), whole)).toEqual({ kind: 'text', text: '' });
  });
});
