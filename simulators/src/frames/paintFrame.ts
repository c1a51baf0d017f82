/** Draws what a camera sees as a JPEG of 640×360: the same layout as the detections, so that boxes fit. */
import { localText } from '../district/localTime.ts';
import type { Scene } from '../kitchen/scene.ts';
import { blur, box, ellipse, encodeJpeg, line, pen, shade } from './brush.ts';
import {
  binRect,
  type CookPlace,
  cookPlaces,
  floorRect,
  height,
  ratPlace,
  stoveRect,
  width,
} from './layout.ts';
import { paintTroubles } from './paintTroubles.ts';

/** One picture, with the kitchen's name and the time burnt in. */
export function paintFrame(scene: Scene, name: string, atMs: number): Promise<Buffer> {
  room();
  stove(scene.flame, atMs);
  if (scene.wrong.has('floor-wet')) ellipse(floorRect.x, floorRect.y, floorRect.w, floorRect.h, '#9fd0ea99');
  bin(scene.wrong);
  paintTroubles(scene.wrong, atMs);
  for (const place of cookPlaces(scene, atMs)) person(place);
  if (scene.wrong.has('rodent')) rat(atMs);
  if (scene.wrong.has('camera-blurred')) blur(7);
  // A hand's breadth of cloth over the lens: some light at the edge, and the clock that the camera burns in.
  if (scene.wrong.has('camera-covered')) box(0, 0, width, height, shade(0, height, '#1b1815', '#3a322b'));
  caption(name, atMs);
  return encodeJpeg();
}

function room(): void {
  box(0, 0, width, 260, shade(0, 260, '#c9d3d4', '#e8eeec'));
  pen.strokeStyle = '#aebbbc';
  for (let y = 0; y < 260; y += 26) line(0, y, width, y);
  for (let x = 0; x < width; x += 40) line(x, 0, x, 260);
  box(0, 256, width, 104, shade(256, 104, '#8c8178', '#6d645d'));
  pen.strokeStyle = '#5f5750';
  for (let x = -400; x < width + 400; x += 70) line(320 + (x - 320) * 0.6, 256, x, height);
  for (const y of [276, 304, 338]) line(0, y, width, y);
  // Fridge on the left, shelf with bowls on the right, counters between.
  box(10, 60, 92, 228, shade(60, 228, '#dfe5e8', '#a9b3b9'));
  line(10, 160, 102, 160);
  box(92, 96, 4, 40, '#5c666c');
  box(92, 186, 4, 50, '#5c666c');
  box(420, 92, 190, 6, '#8f9aa0');
  for (let x = 428; x < 600; x += 30) ellipse(x, 76, 22, 18, '#f7f7f2');
  box(110, 206, 110, 82, shade(206, 82, '#d3dade', '#87929a'));
  box(364, 206, 190, 82, shade(206, 82, '#d3dade', '#87929a'));
  box(400, 196, 90, 9, '#c79a63');
  for (const x of [412, 430, 448]) ellipse(x, 186, 16, 12, x === 430 ? '#d9542f' : '#5b9c3a');
}

function stove(flame: boolean, atMs: number): void {
  pen.fillStyle = shade(30, 60, '#b9c2c7', '#7b868d');
  pen.beginPath();
  pen.moveTo(240, 24);
  pen.lineTo(338, 24);
  pen.lineTo(376, 88);
  pen.lineTo(202, 88);
  pen.fill();
  box(stoveRect.x, 200, stoveRect.w, 88, shade(200, 88, '#59636a', '#2f363b'));
  for (const x of [226, 296]) {
    if (flame)
      for (let n = 0; n < 4; n++) {
        const tall = 12 + Math.abs(Math.sin(atMs / 130 + n * 2 + x)) * 12;
        ellipse(x + 4 + n * 12, 200 - tall, 11, tall, n % 2 ? '#ffb02e' : '#3d9be9');
      }
    ellipse(x - 4, 172, 66, 18, '#22272a');
  }
}

function bin(wrong: Scene['wrong']): void {
  const { x, y, w, h } = binRect;
  box(x, y, w, h, shade(y, h, '#3f7a52', '#27503a'));
  if (wrong.has('bin-open')) {
    // The lid leans against it.
    box(x - 14, y + 10, 10, h - 10, '#2d5c41');
    ellipse(x + 3, y - 6, w - 6, 14, '#16241c');
    return;
  }
  if (!wrong.has('bin-overflow')) return box(x - 4, y - 8, w + 8, 10, '#2d5c41');
  for (let n = 0; n < 7; n++) {
    const colour = ['#d8d2bd', '#b5603c', '#7c9b45', '#e9e4d4'][n % 4] as string;
    ellipse(x - 6 + n * 9, y - 14 - (n % 3) * 8, 22, 20, colour);
  }
}

/** Proportions follow `cookParts`. */
function person({ cook, x, footY, tall }: CookPlace): void {
  const top = footY - tall;
  const head = tall * 0.105;
  const skin = '#e0ac83';
  const ownClothes = cook.stranger ? '#23262e' : '#9c3f4d';
  const coat = cook.bareChest ? skin : cook.uniform ? (cook.blue ? '#4a78b5' : '#fafaf7') : ownClothes;
  ellipse(x - tall * 0.2, footY - 8, tall * 0.4, 16, '#00000044');
  for (const side of [-1, 1]) box(x + side * tall * 0.07 - 9, top + tall * 0.58, 18, tall * 0.41, '#30343d');
  pen.fillStyle = coat;
  pen.beginPath();
  pen.roundRect(x - tall * 0.15, top + tall * 0.24, tall * 0.3, tall * 0.4, 14);
  pen.fill();
  for (const side of [-1, 1]) {
    box(x + side * tall * 0.16 - 8, top + tall * 0.27, 16, tall * 0.22, coat);
    ellipse(x + side * tall * 0.16 - 8, top + tall * 0.47, 16, 18, cook.gloves ? '#bfe0ee' : skin);
  }
  if (cook.uniform && !cook.bareChest) box(x - 1, top + tall * 0.27, 2, tall * 0.3, '#a9b0b5');
  ellipse(x - head * 0.85, top + head * 0.2, head * 1.7, head * 2.2, skin);
  ellipse(x - head * 0.85, top + head * 0.1, head * 1.7, head * 0.95, '#2a211c');
  if (cook.hat) {
    ellipse(x - head, top - head * 0.55, head * 2, head * 1.2, '#ffffff');
    box(x - head * 0.85, top + head * 0.2, head * 1.7, head * 0.5, '#eef1f2');
  }
  for (const side of [-1, 1]) ellipse(x + side * 7 - 2, top + head * 1.05, 4, 4, '#20242a');
  if (cook.mask) box(x - head * 0.7, top + head * 1.4, head * 1.4, head * 0.85, '#8fc4e0');
  if (cook.smoking) {
    box(x + 4, top + head * 1.75, 20, 3, '#ffffff');
    ellipse(x + 22, top + head * 0.6, 16, 22, '#ffffff88');
  }
  if (cook.phone) box(x + tall * 0.14, top + tall * 0.4, 12, 22, '#111418');
}

function rat(atMs: number): void {
  const { x, y, w, h, left } = ratPlace(atMs);
  const headX = left ? x + 4 : x + w - 20;
  ellipse(x + 8, y + 4, w - 18, h - 6, '#3b332d');
  ellipse(headX, y + 6, 16, 12, '#463c35');
  ellipse(headX + 4, y + 2, 7, 7, '#8a6f66');
  pen.strokeStyle = '#8a6f66';
  pen.lineWidth = 2;
  line(left ? x + w - 10 : x + 10, y + 12, left ? x + w : x, y + 4);
  pen.lineWidth = 1;
}

function caption(name: string, atMs: number): void {
  pen.font = '16px "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
  pen.lineWidth = 3;
  pen.strokeStyle = '#000000';
  pen.fillStyle = '#ffffff';
  for (const [text, x, y] of [
    [localText(atMs), 12, 24],
    [name, 12, height - 12],
  ] as const) {
    pen.strokeText(text, x, y);
    pen.fillText(text, x, y);
  }
  pen.lineWidth = 1;
}
