import { describe, expect, it } from 'vitest';
import { asElements, asWord, asWordNumber, readXml } from './readXml.ts';

const read = (text: string) => readXml(Buffer.from(text));

describe('[DF71] XML from devices', () => {
  it('is text by element, numbers too', () => {
    expect(read('<a x="1"><n:b>34020000001320000001</n:b><c/><d>1</d><d>2</d></a>')).toEqual({
      a: { b: '34020000001320000001', c: '', d: ['1', '2'] },
    });
  });

  it('has no document type, so laughs at nobody a billion times', () => {
    const laughs = Array.from(
      { length: 9 },
      (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
    );
    const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">${laughs.join('')}]><a>&l9;</a>`;
    expect(read(bomb)).toBeUndefined();
    expect(read('<!doctype a SYSTEM "file:///etc/passwd"><a/>')).toBeUndefined();
    expect(read('<a><!ENTITY x "y">&x;</a>')).toBeUndefined();
    expect(read('<a>&amp;&#65;&l9;</a>')).toEqual({ a: '&amp;&#65;&l9;' });
  });

  it('is neither deep nor long', () => {
    expect(read('<a>'.repeat(30) + '</a>'.repeat(30))).toBeUndefined();
    expect(read(`<a>${'x'.repeat(70_000)}</a>`)).toBeUndefined();
    expect(read('no XML')).toBeUndefined();
  });

  it('may be GB 2312, whatever it says of itself', () => {
    const name = Buffer.from([0xb1, 0xb8, 0xb2, 0xcd, 0xbc, 0xe4]);
    const body = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="GB2312"?><a>'),
      name,
      Buffer.from('</a>'),
    ]);
    expect(readXml(body)).toMatchObject({ a: '备餐间' });
    expect(read('<?xml version="1.0" encoding="GB2312"?><a>备餐间</a>')).toMatchObject({ a: '备餐间' });
  });

  it('may have a declaration, or one that breaks off', () => {
    expect(read('\uFEFF <?xml version="1.0"?>\n<a>1</a>')).toEqual({ a: '1' });
    expect(read('<?xml version="1.0"')).toBeUndefined();
    expect(read('<?xml version="1.0"><a>1</a>')).toBeUndefined();
  });

  it('words are text or numbers of JSON; a list may have one element', () => {
    expect([' x ', 5, true].map(asWord)).toEqual(['x', '5', undefined]);
    expect(['4.5', -2, '4 °C', '1e9', '', null].map(asWordNumber)).toEqual([
      4.5,
      -2,
      ...Array.from({ length: 4 }),
    ]);
    expect([undefined, '', 'a', ['a', 'b']].map(asElements)).toEqual([[], [], ['a'], ['a', 'b']]);
  });
});
