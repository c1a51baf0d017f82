/** Pictures of the mock, each drawn once and the same whenever it is asked for. */
import { answersWell } from './answerMode.ts';
import { drawFrame } from './drawnFrame.ts';

/** In the address of a picture that cannot be had. */
export const missingPicture = 'missing';
/** What no browser takes for a picture. */
const noPicture = 'data:,';
/** Ten in the morning, when somebody cooks. */
const atMs = Date.parse('2026-11-24T10:00:00+08:00');

const drawn = new Map<string, string>();

/** Address of the picture at `path`. */
export function drawnPicture(path: string): string {
  if (path.includes(missingPicture) || !answersWell()) return noPicture;
  const before = drawn.get(path);
  if (before !== undefined) return before;
  const seed = [...path].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 10_007, 7);
  const jpeg = drawFrame(seed, atMs, '');
  const address = URL.createObjectURL(new Blob([jpeg], { type: 'image/jpeg' }));
  drawn.set(path, address);
  return address;
}
