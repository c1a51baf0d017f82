/** Bytes of a packet as a person reads them. Pure. */

export type ReadableBytes = { kind: 'text'; text: string } | { kind: 'hex'; text: string };

const bytesPerLine = 16;
/** A tab, a line's end, or anything that is no control character. */
const isReadable = /^[\t\n\r\u{20}-\u{7e}\u{a0}-\u{10ffff}]*$/u;

/** Text where it is UTF-8 without control characters, else lines of hexadecimal with what is readable beside them. */
export function readableBytes(base64: string, { isCut }: { isCut: boolean }): ReadableBytes {
  const bytes = bytesOf(base64);
  const text = utf8Text(bytes, isCut);
  return text !== null && isReadable.test(text)
    ? { kind: 'text', text }
    : { kind: 'hex', text: hexLines(bytes) };
}

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** What is cut may end within a letter. */
function utf8Text(bytes: Uint8Array, isCut: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut });
  } catch {
    return null;
  }
}

function hexLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += bytesPerLine) {
    const part = [...bytes.subarray(start, start + bytesPerLine)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const seen = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    lines.push(`${start.toString(16).padStart(4, '0')}  ${hex.padEnd(bytesPerLine * 3 - 1)}  ${seen}`);
  }
  return lines.join('\n');
}
