/** Mutations of topics and payloads, decided by a seed. */

/** Chance that comes again with the same seed. */
export interface Chance {
  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number;
}

/** The generator mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
    },
  };
}

const words = [
  'null',
  'true',
  '-0',
  '1e999',
  '9007199254740993',
  '""',
  '[]',
  '{}',
  '"\\u0000"',
  '"\\ud800"',
  '"__proto__"',
  '{"toString":true}',
  '[[[[[[[[]]]]]]]]',
  '"2026-02-30T25:61:61Z"',
  '253402300800000',
];

/** The same bytes changed in one to four places, now and then left as they are. */
export function mutate(payload: Buffer, { other, chance }: { other: Buffer; chance: Chance }): Buffer {
  let bytes = payload;
  for (let times = chance.below(5); times > 0; times--) bytes = changed(bytes, { other, chance });
  return bytes;
}

function changed(bytes: Buffer, { other, chance }: { other: Buffer; chance: Chance }): Buffer {
  const at = chance.below(bytes.length + 1);
  const until = Math.min(bytes.length, at + chance.below(16));
  const before = bytes.subarray(0, at);
  switch (chance.below(11)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, bytes.subarray(until)]);
    case 2:
      return Buffer.concat([before, Buffer.from([chance.below(256)]), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([before, bytes.subarray(at, until), bytes.subarray(at)]);
    case 4:
      return Buffer.concat([before, other.subarray(chance.below(other.length + 1))]);
    case 5:
      return withWord(bytes, chance);
    case 6:
      return withName(bytes, chance);
    case 7:
      return withNumber(bytes, chance);
    case 8:
      return withText(bytes, chance);
    case 9:
      return withElements(bytes, chance);
    default: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = (copy[at] as number) ^ (1 << chance.below(8));
      return copy;
    }
  }
}

/** A value of the JSON becomes one that is hard to read. */
function withWord(bytes: Buffer, chance: Chance): Buffer {
  const word = words[chance.below(words.length)] as string;
  return oneOf(bytes, { pattern: /(?<=[:[,]\s*)("[^"]*"|-?\d[\d.e+-]*|true|false|null)/g, word, chance });
}

/** What every object has without being told. */
const inherited = ['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'];

/** A text becomes a new one: names that nobody has heard, and those that every object answers to. */
function withName(bytes: Buffer, chance: Chance): Buffer {
  const name = inherited[chance.below(20)] ?? `n${chance.below(1e9)}`;
  return oneOf(bytes, { pattern: /"[^"]*"/g, word: `"${name}"`, chance });
}

function withNumber(bytes: Buffer, chance: Chance): Buffer {
  const word = String((chance.below(2e6) - 1e6) * 10 ** (chance.below(12) - 4));
  return oneOf(bytes, { pattern: /-?\d+(\.\d+)?/g, word, chance });
}

const texts = [
  '',
  '-1',
  '1e999',
  '0x10',
  '&#0;',
  '&lt;',
  '<![CDATA[5]]>',
  '<!-- 5 -->',
  '\u{4e2d}'.repeat(200),
];

/** The text of an element of the XML becomes another. */
function withText(bytes: Buffer, chance: Chance): Buffer {
  const word = texts[chance.below(texts.length)] as string;
  return oneOf(bytes, { pattern: /(?<=>)[^<>]*(?=<\/)/g, word, chance });
}

/** An element of the XML is left out, there twice, or within itself. */
function withElements(bytes: Buffer, chance: Chance): Buffer {
  const whole = /<(\w+)[^<>]*>[^<>]*<\/\1>/g;
  const found = [...bytes.toString('latin1').matchAll(whole)];
  const [element = '', name = ''] = found[chance.below(found.length)] ?? [];
  const word = ['', element + element, `<${name}>${element}</${name}>`][chance.below(3)] as string;
  return oneOf(bytes, { pattern: whole, word, chance });
}

function oneOf(
  bytes: Buffer,
  { pattern, word, chance }: { pattern: RegExp; word: string; chance: Chance },
): Buffer {
  const text = bytes.toString('latin1');
  const matches = [...text.matchAll(pattern)];
  const match = matches[chance.below(matches.length)];
  if (!match) return bytes;
  return Buffer.from(text.slice(0, match.index) + word + text.slice(match.index + match[0].length), 'latin1');
}

/** The same topic, or one with a new level, a level less, or one more. */
export function mutatedTopic(topic: string, chance: Chance): string {
  const levels = topic.split('/');
  const at = chance.below(levels.length);
  switch (chance.below(8)) {
    case 0:
      levels[at] = inherited[chance.below(50)] ?? `n${chance.below(1e9)}`;
      break;
    case 1:
      levels.splice(at, 1);
      break;
    case 2:
      levels.splice(at, 0, ['', 'status', '\u{4e2d}', 'x'.repeat(300)][chance.below(4)] as string);
      break;
    default:
  }
  return levels.join('/');
}
