/** Where things are in the picture: the painter and the detections read the same layout, so boxes fit. */
import type { DetectionType } from '@mingchu/shared/vocabulary';
import type { Cook, Scene } from '../kitchen/scene.ts';

export const width = 640;
export const height = 360;

/** x, y, width, height in pixels. */
export interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface CookPlace {
  cook: Cook;
  /** Middle of the feet. */
  x: number;
  footY: number;
  /** Height of the person. */
  tall: number;
}

/** People sway about their place of work. */
export function cookPlaces(scene: Scene, atMs: number): CookPlace[] {
  const t = (atMs / 1000) % 86_400;
  return scene.cooks.map((cook, index) => ({
    cook,
    x: width * cook.place + Math.sin(t / 5 + cook.phase) * 22 + Math.sin(t / 1.7 + cook.phase) * 5,
    footY: 322 + index * 6 + Math.sin(t / 3 + cook.phase) * 3,
    tall: 196 + index * 5,
  }));
}

/** The rat runs along the foot of the counter and back. */
export function ratPlace(atMs: number): Rect & { left: boolean } {
  const run = ((atMs / 1000) % 12) / 6;
  const left = run > 1;
  const along = left ? 2 - run : run;
  return { x: 90 + along * 420, y: 318, w: 54, h: 22, left };
}

export const binRect: Rect = { x: 556, y: 262, w: 58, h: 76 };
export const floorRect: Rect = { x: 190, y: 306, w: 280, h: 46 };
export const stoveRect: Rect = { x: 214, y: 158, w: 150, h: 100 };
export const boardRect: Rect = { x: 400, y: 186, w: 90, h: 30 };
export const foodOnFloorRect: Rect = { x: 120, y: 300, w: 80, h: 46 };
export const animalRect: Rect = { x: 420, y: 290, w: 88, h: 56 };

/** Parts of a person, from his place. */
export function cookParts(
  place: CookPlace,
): Record<'whole' | 'head' | 'hat' | 'face' | 'torso' | 'hand', Rect> {
  const { x, footY, tall } = place;
  const top = footY - tall;
  const head = tall * 0.105;
  return {
    whole: { x: x - tall * 0.19, y: top - tall * 0.02, w: tall * 0.38, h: tall * 1.02 },
    hat: { x: x - head, y: top - head * 0.2, w: head * 2, h: head * 1.25 },
    head: { x: x - head, y: top - head * 0.2, w: head * 2, h: head * 3 },
    face: { x: x - head * 0.9, y: top + head * 1.5, w: head * 1.8, h: head * 1.3 },
    torso: { x: x - tall * 0.16, y: top + tall * 0.24, w: tall * 0.32, h: tall * 0.34 },
    hand: { x: x + tall * 0.08, y: top + tall * 0.3, w: tall * 0.16, h: tall * 0.26 },
  };
}

const cookPart: Partial<Record<DetectionType, keyof ReturnType<typeof cookParts>>> = {
  'no-hat': 'head',
  'no-mask': 'head',
  'no-uniform': 'torso',
  'bare-chest': 'torso',
  'no-gloves': 'hand',
  smoking: 'head',
  'phone-use': 'hand',
  stranger: 'whole',
};

const roomPart: Partial<Record<DetectionType, Rect>> = {
  animal: animalRect,
  'bin-open': binRect,
  'bin-overflow': { ...binRect, y: binRect.y - 34, h: binRect.h + 34 },
  'fire-smoke': { x: 200, y: 40, w: 190, h: 180 },
  'unattended-flame': stoveRect,
  'floor-wet': floorRect,
  'raw-cooked-mix': boardRect,
  'food-on-floor': foodOnFloorRect,
};

/** The detection's box as fractions of the picture; null for what concerns the whole picture. */
export function boxOf(
  scene: Scene,
  type: DetectionType,
  atMs: number,
): [number, number, number, number] | null {
  const part = cookPart[type];
  const place = cookPlaces(scene, atMs)[0];
  const rect = type === 'rodent' ? ratPlace(atMs) : part && place ? cookParts(place)[part] : roomPart[type];
  if (!rect) return null;
  const x = clamp(rect.x, 0, width);
  const y = clamp(rect.y, 0, height);
  const fraction = (value: number, of: number) => Number((value / of).toFixed(4));
  return [
    fraction(x, width),
    fraction(y, height),
    fraction(clamp(rect.x + rect.w, 0, width) - x, width),
    fraction(clamp(rect.y + rect.h, 0, height) - y, height),
  ];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
