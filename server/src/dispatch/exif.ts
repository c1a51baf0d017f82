/** Reads place, time and direction out of EXIF (CIPA DC-008), and nothing else. Broken EXIF says nothing. */

export interface ExifFacts {
  /** WGS-84 by the standard; phones sold in China may write GCJ-02. */
  lat?: number;
  lon?: number;
  /** ISO 8601 UTC; without an offset in the picture, the district's time is meant. */
  takenAt?: string;
  /** 1 (upright) to 8. */
  orientation?: number;
}

const tags = { orientation: 0x0112, exif: 0x8769, gps: 0x8825, takenAt: 0x9003, offset: 0x9011 } as const;
const gpsTags = { latRef: 1, lat: 2, lonRef: 3, lon: 4 } as const;
/** Bytes of one value by type: byte, ASCII, short, long, rational. */
const typeBytes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8 };
const maxEntries = 200;

interface Tiff {
  bytes: Buffer;
  littleEndian: boolean;
}
type Directory = Map<number, { type: number; count: number; at: number }>;

/** `bytes`: from the byte order mark on. */
export function readExif(bytes: Buffer): ExifFacts {
  const order = bytes.subarray(0, 2).toString('latin1');
  if (bytes.length < 8 || (order !== 'II' && order !== 'MM')) return {};
  const tiff = { bytes, littleEndian: order === 'II' };
  const first = directoryAt(tiff, long(tiff, 4));
  const exif = directoryAt(tiff, numberOf(tiff, first, tags.exif));
  const gps = directoryAt(tiff, numberOf(tiff, first, tags.gps));
  const orientation = numberOf(tiff, first, tags.orientation);
  const lat = degrees(tiff, gps, { value: gpsTags.lat, ref: gpsTags.latRef, negative: 'S', limit: 90 });
  const lon = degrees(tiff, gps, { value: gpsTags.lon, ref: gpsTags.lonRef, negative: 'W', limit: 180 });
  const takenAt = timeOf(textOf(tiff, exif, tags.takenAt), textOf(tiff, exif, tags.offset));
  return {
    ...(lat !== undefined && lon !== undefined && { lat, lon }),
    ...(takenAt !== undefined && { takenAt }),
    ...(orientation !== undefined && orientation >= 1 && orientation <= 8 && { orientation }),
  };
}

function directoryAt(tiff: Tiff, offset: number | undefined): Directory {
  const entries: Directory = new Map();
  const count = offset === undefined ? undefined : short(tiff, offset);
  if (offset === undefined || count === undefined || count > maxEntries) return entries;
  for (let index = 0; index < count; index += 1) {
    const entry = offset + 2 + index * 12;
    const tag = short(tiff, entry);
    const type = short(tiff, entry + 2);
    const values = long(tiff, entry + 4);
    if (tag === undefined || type === undefined || values === undefined) break;
    const bytes = (typeBytes[type] ?? 0) * values;
    const at = bytes <= 4 ? entry + 8 : long(tiff, entry + 8);
    if (bytes > 0 && at !== undefined && at + bytes <= tiff.bytes.length)
      entries.set(tag, { type, count: values, at });
  }
  return entries;
}

function numberOf(tiff: Tiff, directory: Directory, tag: number): number | undefined {
  const entry = directory.get(tag);
  if (entry?.type === 3) return short(tiff, entry.at);
  return entry?.type === 4 ? long(tiff, entry.at) : undefined;
}

function textOf(tiff: Tiff, directory: Directory, tag: number): string | undefined {
  const entry = directory.get(tag);
  if (entry?.type !== 2) return undefined;
  return tiff.bytes.toString('latin1', entry.at, entry.at + entry.count).replace(/\0.*$/, '');
}

/** Degrees, minutes and seconds as three fractions. */
function degrees(
  tiff: Tiff,
  directory: Directory,
  which: { value: number; ref: number; negative: string; limit: number },
): number | undefined {
  const entry = directory.get(which.value);
  if (entry?.type !== 5 || entry.count !== 3) return undefined;
  const parts = [0, 8, 16].map((skip) => {
    const top = long(tiff, entry.at + skip) ?? 0;
    const bottom = long(tiff, entry.at + skip + 4) ?? 0;
    return bottom === 0 ? 0 : top / bottom;
  });
  const [whole = 0, minutes = 0, seconds = 0] = parts;
  const value = whole + minutes / 60 + seconds / 3600;
  if (value > which.limit) return undefined;
  return textOf(tiff, directory, which.ref)?.startsWith(which.negative) ? -value : value;
}

const districtOffset = '+08:00';

function timeOf(text: string | undefined, offset: string | undefined): string | undefined {
  const match = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(text ?? '');
  if (match === null) return undefined;
  const zone = /^[+-]\d{2}:\d{2}$/.test(offset ?? '') ? offset : districtOffset;
  const ms = Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}${zone}`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function short({ bytes, littleEndian }: Tiff, at: number): number | undefined {
  if (at < 0 || at + 2 > bytes.length) return undefined;
  return littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

function long({ bytes, littleEndian }: Tiff, at: number): number | undefined {
  if (at < 0 || at + 4 > bytes.length) return undefined;
  return littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}
