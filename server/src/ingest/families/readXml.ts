/**
 * XML as cameras send it. There is no document type and so no entity of one's own in it: a body that has one is refused
 * before it is read. Nothing is made of numbers here; twenty digits are a name.
 */
import { XMLParser } from 'fast-xml-parser';
import { asBody, type Body } from './readValue.ts';

/** Longest body, bytes, and deepest element in it. */
const maxBytes = 64 * 1024;
const maxDepth = 20;

/** One of the parser's own would be built anew for each message, which costs some µs. */
const asWritten = {
  decode: (text: string) => text,
  setExternalEntities: () => {},
  addInputEntities: () => {},
  reset: () => {},
  setXmlVersion: () => {},
};

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  processEntities: false,
  entityDecoder: asWritten,
  // Nothing here asks for the path to an element, which would be put together for each text.
  jPath: false,
  maxNestedTags: maxDepth,
});

/** Elements by name, the same name several times as a list; undefined for what is no XML, too long or too deep. */
export function readXml(payload: Buffer): Body | undefined {
  if (payload.length > maxBytes) return undefined;
  const text = decodeText(payload).trimStart();
  if (!text.startsWith('<') || /<!(DOCTYPE|ENTITY)/i.test(text)) return undefined;
  try {
    return asBody(parser.parse(withoutDeclaration(text)));
  } catch {
    // The parser throws at what breaks off, is nested too deep, or has names that no element has.
    return undefined;
  }
}

/** It names an encoding, which is found out by looking; the parser would take it apart like an element. */
function withoutDeclaration(text: string): string {
  const declaration = /^<\?xml\s[^?<>]*\?>/.exec(text);
  return declaration ? text.slice(declaration[0].length) : text;
}

/** Chinese devices write GB 2312 or its successors, and say so or not: what is no UTF-8 is that. */
function decodeText(payload: Buffer): string {
  const text = payload.toString('utf8');
  return text.includes('\u{fffd}') ? new TextDecoder('gb18030').decode(payload) : text;
}

/** Text of an element, or of a member of JSON that says the same. */
export function asWord(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : undefined;
}

/** A number of an element, or of a member of JSON; undefined for text around it. */
export function asWordNumber(value: unknown): number | undefined {
  const word = asWord(value);
  if (word === undefined || !/^[+-]?\d{1,15}(\.\d{1,15})?$/.test(word)) return undefined;
  return Number(word);
}

/** Elements of one name are a list only when there are several. */
export function asElements(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || value === '') return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
