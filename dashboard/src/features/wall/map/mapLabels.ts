/** Where names stand beside their marks: right if there is room, else left, moved down rather than overlap. Pure. */
import { mapBox } from './mapBox.ts';

export interface LabelWish {
  id: string;
  text: string;
  x: number;
  y: number;
}
export interface PlacedLabel extends LabelWish {
  anchor: 'start' | 'end';
}

/** Height of a line and width of a Chinese character in the drawing's units. */
const lineHeight = 22;
const characterWidth = 18;
const gap = 20;

/** Places labels in the order given; one that finds no free line in three tries is left out. */
export function placeLabels(wishes: readonly LabelWish[]): PlacedLabel[] {
  const taken: { left: number; right: number; y: number }[] = [];
  const placed: PlacedLabel[] = [];
  for (const wish of wishes) {
    const width = wish.text.length * characterWidth;
    const anchor = wish.x + gap + width <= mapBox.width ? 'start' : 'end';
    const x = anchor === 'start' ? wish.x + gap : wish.x - gap;
    const [left, right] = anchor === 'start' ? [x, x + width] : [x - width, x];
    for (const shift of [0, 1, -1]) {
      const y = wish.y + 7 + shift * lineHeight;
      const free = taken.every(
        (box) => Math.abs(box.y - y) >= lineHeight || box.right < left || box.left > right,
      );
      if (!free) continue;
      taken.push({ left, right, y });
      placed.push({ ...wish, x, y, anchor });
      break;
    }
  }
  return placed;
}
