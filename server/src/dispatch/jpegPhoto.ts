/**
 * Pictures as phones send them: checked to be a whole JPEG, and freed of everything the phone wrote beside the
 * picture (EXIF, XMP, comments, what comes after the end). What EXIF says of place, time and direction is handed
 * back apart; only the direction stays in the picture, because it cannot be seen the right way up without it.
 */
import { type ExifFacts, readExif } from './exif.ts';

export interface CleanPhoto {
  jpeg: Buffer;
  width: number;
  height: number;
  exif: ExifFacts;
}

/** Longest edge, pixels: a phone compresses before it sends. */
const maxEdgePx = 8_192;
const exifHeader = Buffer.from('Exif\0\0', 'latin1');

/** Null when it is no baseline or progressive JPEG of a sensible size. */
export function cleanJpeg(bytes: Buffer): CleanPhoto | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  const kept: Buffer[] = [];
  let exif: ExifFacts = {};
  let size: { width: number; height: number } | undefined;
  let offset = 2;
  for (;;) {
    const segment = segmentAt(bytes, offset);
    if (segment === null) return null;
    const { marker, end } = segment;
    const body = bytes.subarray(offset + 4, end);
    if (marker === 0xda) break;
    if (isFrame(marker)) {
      if (size !== undefined || body.length < 6) return null;
      size = { height: body.readUInt16BE(1), width: body.readUInt16BE(3) };
    }
    if (marker === 0xe1 && body.subarray(0, 6).equals(exifHeader))
      exif = { ...exif, ...readExif(body.subarray(6)) };
    if (belongsToPicture(marker)) kept.push(bytes.subarray(offset, end));
    offset = end;
  }
  const end = endOfPicture(bytes, offset);
  if (size === undefined || end === null || !sensible(size)) return null;
  const head = [Buffer.from([0xff, 0xd8]), ...directionSegment(exif.orientation)];
  return { jpeg: Buffer.concat([...head, ...kept, bytes.subarray(offset, end)]), ...size, exif };
}

function sensible({ width, height }: { width: number; height: number }): boolean {
  return width >= 16 && height >= 16 && width <= maxEdgePx && height <= maxEdgePx;
}

/** A marker with its length, before the scan begins. */
function segmentAt(bytes: Buffer, offset: number): { marker: number; end: number } | null {
  if (offset + 4 > bytes.length || bytes[offset] !== 0xff) return null;
  const marker = bytes.readUInt8(offset + 1);
  // Fill bytes, a second start and an end have no place here.
  if (marker < 0xc0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd9)) return null;
  const end = offset + 2 + bytes.readUInt16BE(offset + 2);
  return end < offset + 4 || end > bytes.length ? null : { marker, end };
}

/** Start of frame, baseline to progressive; not tables (C4), arithmetic (C8, CC), hierarchical or lossless. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xc2;
}

/** Tables and frame; of what programs add only JFIF, the colour profile and Adobe's colour transform. */
function belongsToPicture(marker: number): boolean {
  const fromProgram = marker >= 0xe0 && marker <= 0xef;
  if (fromProgram) return marker === 0xe0 || marker === 0xe2 || marker === 0xee;
  return marker !== 0xfe;
}

/** Where the end marker of the scans ends; the data before it escapes every FF. Null when there is none. */
function endOfPicture(bytes: Buffer, scanOffset: number): number | null {
  let offset = scanOffset;
  for (;;) {
    offset = bytes.indexOf(0xff, offset);
    if (offset < 0 || offset + 1 >= bytes.length) return null;
    const next = bytes.readUInt8(offset + 1);
    if (next === 0xd9) return offset + 2;
    const scanOrTable = next === 0xda || next === 0xc4 || next === 0xdb || next === 0xdd;
    const segment = scanOrTable ? segmentAt(bytes, offset) : null;
    if (scanOrTable && segment === null) return null;
    offset = segment?.end ?? offset + (next === 0xff ? 1 : 2);
  }
}

/** The smallest EXIF that says which way is up; nothing for pictures that stand upright. */
function directionSegment(orientation: number | undefined): Buffer[] {
  if (orientation === undefined || orientation === 1) return [];
  const tiff = Buffer.from('4d4d002a000000080001011200030000000100000000' + '00000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  const head = Buffer.from([0xff, 0xe1, 0, 2 + exifHeader.length + tiff.length]);
  return [Buffer.concat([head, exifHeader, tiff])];
}
