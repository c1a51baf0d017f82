/**
 * Arrays in PostgreSQL's binary form, for the statements that carry most rows: the driver's own text form costs both
 * sides more than the insert itself. A parameter that is a Buffer is sent as binary.
 */

/** Type ids of PostgreSQL's catalog; they never change. */
const oid = { bool: 16, text: 25, float8: 701, timestamptz: 1184 } as const;

const headBytes = 20;
const lengthBytes = 4;
/** 2000-01-01T00:00:00Z, from which PostgreSQL counts, in ms since 1970. */
const postgresEpochMs = 946_684_800_000;
const twoTo32 = 2 ** 32;

function arrayOf(type: number, { count, bytes }: { count: number; bytes: number }): Buffer {
  const buffer = Buffer.allocUnsafe(headBytes + bytes);
  // One dimension, no nulls as a rule, this type, so many, counted from 1.
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(type, 8);
  buffer.writeInt32BE(count, 12);
  buffer.writeInt32BE(1, 16);
  return buffer;
}

/** `text[]`, of ASCII only: ids of topics and names of metrics. At least one. */
export function asciiArray(values: readonly string[]): Buffer {
  let bytes = 0;
  for (const value of values) bytes += lengthBytes + value.length;
  const buffer = arrayOf(oid.text, { count: values.length, bytes });
  let offset = headBytes;
  let previous: string | undefined;
  let previousOffset = 0;
  for (const value of values) {
    const length = lengthBytes + value.length;
    // One device has many values in a row.
    if (value === previous) {
      buffer.copyWithin(offset, previousOffset, previousOffset + length);
    } else {
      buffer.writeInt32BE(value.length, offset);
      buffer.write(value, offset + lengthBytes, 'latin1');
    }
    previous = value;
    previousOffset = offset;
    offset += length;
  }
  return buffer;
}

/** `double precision[]`; at least one. */
export function float8Array(values: readonly (number | null)[]): Buffer {
  const nulls = values.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0);
  const buffer = arrayOf(oid.float8, { count: values.length, bytes: values.length * 12 - nulls * 8 });
  // There are nulls: each is a length of −1 and nothing else.
  if (nulls > 0) buffer.writeInt32BE(1, 4);
  let offset = headBytes;
  for (const value of values) {
    buffer.writeInt32BE(value === null ? -1 : 8, offset);
    offset += lengthBytes;
    if (value === null) continue;
    buffer.writeDoubleBE(value, offset);
    offset += 8;
  }
  return buffer;
}

/** `timestamptz[]`, of whole ms since 1970; at least one. */
export function timestamptzArray(epochMs: readonly number[]): Buffer {
  const buffer = arrayOf(oid.timestamptz, { count: epochMs.length, bytes: epochMs.length * 12 });
  let offset = headBytes;
  for (const ms of epochMs) {
    // Microseconds in two halves: exact in doubles up to the year 2255, and within 2 µs to 9999, whole ms at all times.
    const micros = (ms - postgresEpochMs) * 1000;
    const high = Math.floor(micros / twoTo32);
    buffer.writeInt32BE(8, offset);
    buffer.writeInt32BE(high, offset + 4);
    buffer.writeUInt32BE(micros - high * twoTo32, offset + 8);
    offset += 12;
  }
  return buffer;
}

/** `boolean[]` of `count` places: true at those named, null at all others. */
export function trueOrNullArray(count: number, trueAt: ReadonlySet<number>): Buffer {
  const buffer = arrayOf(oid.bool, { count, bytes: count * lengthBytes + trueAt.size });
  buffer.writeInt32BE(1, 4);
  let offset = headBytes;
  for (let index = 0; index < count; index++) {
    const isTrue = trueAt.has(index);
    buffer.writeInt32BE(isTrue ? 1 : -1, offset);
    offset += lengthBytes;
    if (isTrue) buffer.writeInt8(1, offset++);
  }
  return buffer;
}
