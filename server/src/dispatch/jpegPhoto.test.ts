import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExif } from './exif.ts';
import { cleanJpeg } from './jpegPhoto.ts';

const frame = Buffer.from('ffc0000b08002000400101' + '1100', 'hex');
const scan = Buffer.from('ffda0008010100003f00', 'hex');
const start = Buffer.from([0xff, 0xd8]);
const end = Buffer.from([0x12, 0xff, 0x00, 0xff, 0xd9]);

function exifSegment(tiff: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(tiff.length + 8, 2);
  return Buffer.concat([head, Buffer.from('Exif\0\0', 'latin1'), tiff]);
}
/** Big-endian EXIF that says nothing but the direction. */
function direction(orientation: number): Buffer {
  return Buffer.from(`4d4d002a0000000800010112000300000001000${orientation}000000000000`, 'hex');
}

describe('pictures of phones', () => {
  it('[PA4] keep their direction, and nothing else of what the phone wrote', () => {
    const sent = Buffer.concat([start, exifSegment(direction(8)), frame, scan, end, Buffer.from('secret')]);
    const clean = cleanJpeg(sent);
    expect(clean).toMatchObject({ width: 64, height: 32, exif: { orientation: 8 } });
    expect(clean?.jpeg.includes('secret')).toBe(false);
    expect(cleanJpeg(clean?.jpeg ?? Buffer.alloc(0))?.jpeg).toEqual(clean?.jpeg);
    const upright = cleanJpeg(Buffer.concat([start, exifSegment(direction(1)), frame, scan, end]));
    expect(upright?.jpeg.includes('Exif')).toBe(false);
  });

  it('[PA4] are whole, or are no pictures', () => {
    const whole = Buffer.concat([start, frame, scan, end]);
    expect(cleanJpeg(whole)).not.toBeNull();
    for (let length = 0; length < whole.length; length += 1)
      expect(cleanJpeg(whole.subarray(0, length))).toBeNull();
    expect(cleanJpeg(Buffer.concat([start, scan, end]))).toBeNull();
  });

  it('[PA4] whatever bytes come, reading ends without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const noise = Buffer.from(bytes);
        readExif(Buffer.concat([Buffer.from('49492a0008000000', 'hex'), noise]));
        cleanJpeg(Buffer.concat([start, noise]));
        cleanJpeg(Buffer.concat([start, exifSegment(noise), frame, scan, noise, end]));
      }),
      { numRuns: 2_000 },
    );
  });
});
