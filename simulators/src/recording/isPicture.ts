/** What is a picture, by its topic or by its first bytes. */

const pictureTopic = /^mingchu\/v1\/[^/]+\/[^/]+\/frame$|(^|\/)frigate\/[^/]+\/[^/]+\/snapshot$/;
const beginnings = [
  Buffer.from([0xff, 0xd8, 0xff]),
  Buffer.from([0x89, 0x50, 0x4e, 0x47]),
  Buffer.from('GIF8'),
];

/** True for JPEG, PNG, GIF, WebP and HEIF, and for the topics on which pictures go. Pictures inside JSON are not found. */
export function isPicture(topic: string, payload: Buffer): boolean {
  if (pictureTopic.test(topic)) return true;
  if (beginnings.some((beginning) => payload.subarray(0, beginning.length).equals(beginning))) return true;
  const isWebp = payload.toString('latin1', 0, 4) === 'RIFF' && payload.toString('latin1', 8, 12) === 'WEBP';
  return isWebp || /^ftyp(heic|heix|mif1|avif)$/.test(payload.toString('latin1', 4, 12));
}
