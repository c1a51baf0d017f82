import { describe, expect, it } from 'vitest';
import { exifSegmentOf, withExif } from './exifSegment.ts';

/** A big-endian EXIF segment with one entry: direction 6 (turned right). */
const exif = [
  [0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0],
  [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1],
  [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0],
  [0, 0, 0, 0],
].flat();
const start = [0xff, 0xd8];
const jfif = [0xff, 0xe0, 0, 4, 1, 2];
const scan = [0xff, 0xda, 0, 4, 0, 0, 9, 9, 0xff, 0xd9];

describe('the EXIF of a picture that a canvas made smaller', () => {
  it('is found behind other segments, and its direction is upright', () => {
    const segment = exifSegmentOf(Uint8Array.from([...start, ...jfif, ...exif, ...scan]));
    expect(segment).not.toBeNull();
    const expected = [...exif];
    expected[29] = 1;
    expect(Array.from(segment ?? [])).toEqual(expected);
  });

  it('stands right after the start of the smaller picture', () => {
    const segment = Uint8Array.from(exif);
    const joined = withExif(Uint8Array.from([...start, ...jfif, ...scan]), segment);
    expect(Array.from(joined)).toEqual([...start, ...exif, ...jfif, ...scan]);
  });

  it('is null where there is none, in what is no JPEG, and in a picture that is cut off', () => {
    expect(exifSegmentOf(Uint8Array.from([...start, ...jfif, ...scan]))).toBeNull();
    expect(exifSegmentOf(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10]))).toBeNull();
    expect(exifSegmentOf(Uint8Array.from([...start, ...exif.slice(0, 20)]))).toBeNull();
  });
});
