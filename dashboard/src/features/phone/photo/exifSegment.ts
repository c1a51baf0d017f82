/**
 * A canvas writes pictures without EXIF, and with it goes where and when a picture was taken, which the server keeps
 * apart from it as part of the proof. So the original's EXIF segment is set into the smaller picture again, its
 * direction put to upright, as the canvas has turned the picture already.
 */

const exifHeader = [0x45, 0x78, 0x69, 0x66, 0, 0];
const orientationTag = 0x0112;
const app1 = 0xe1;
/** Start of scan: no more segments that say something of the picture. */
const startOfScan = 0xda;

/** The EXIF segment with its marker, or null when there is none. */
export function exifSegmentOf(jpeg: Uint8Array): Uint8Array | null {
  const view = viewOf(jpeg);
  if (jpeg.length < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 4 <= jpeg.length; ) {
    if (jpeg[at] !== 0xff) return null;
    const marker = jpeg[at + 1];
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === startOfScan || end > jpeg.length) return null;
    const isExif = exifHeader.every((byte, index) => jpeg[at + 4 + index] === byte);
    if (marker === app1 && isExif) return upright(jpeg.slice(at, end));
    at = end;
  }
  return null;
}

/** `jpeg` with `segment` right after its start. */
export function withExif(jpeg: Uint8Array, segment: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(jpeg.length + segment.length);
  joined.set(jpeg.subarray(0, 2));
  joined.set(segment, 2);
  joined.set(jpeg.subarray(2), 2 + segment.length);
  return joined;
}

/** The segment with its direction set to 1, upright; as it is when it says none. */
function upright(segment: Uint8Array): Uint8Array {
  const tiff = 10;
  if (segment.length < tiff + 10) return segment;
  const view = viewOf(segment);
  const littleEndian = segment[tiff] === 0x49;
  const directory = tiff + view.getUint32(tiff + 4, littleEndian);
  if (directory + 2 > segment.length) return segment;
  const entries = view.getUint16(directory, littleEndian);
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > segment.length) return segment;
    if (view.getUint16(entry, littleEndian) === orientationTag) view.setUint16(entry + 8, 1, littleEndian);
  }
  return segment;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
