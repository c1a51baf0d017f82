/** What is wrong with the room, drawn where the detections say that it is. */
import type { Scene } from '../kitchen/scene.ts';
import { box, ellipse, pen } from './brush.ts';
import { animalRect, boardRect, foodOnFloorRect, stoveRect } from './layout.ts';

/** Behind the people. */
export function paintTroubles(wrong: Scene['wrong'], atMs: number): void {
  if (wrong.has('raw-cooked-mix')) rawBesideCooked();
  if (wrong.has('food-on-floor')) crateOnFloor();
  if (wrong.has('animal')) cat(atMs);
  if (wrong.has('unattended-flame')) flames(atMs, { x: stoveRect.x + 78, width: 66, tall: 74 });
  if (wrong.has('fire-smoke')) fire(atMs);
}

/** A raw chop beside a plate of cut cooked meat, on one board. */
function rawBesideCooked(): void {
  const { x, y, w } = boardRect;
  ellipse(x + 4, y - 6, 36, 18, '#c2353f');
  ellipse(x + 12, y - 2, 14, 8, '#f0c9c4');
  ellipse(x + w - 44, y - 4, 40, 16, '#f4f4ef');
  for (const slice of [0, 1, 2]) ellipse(x + w - 38 + slice * 10, y - 4, 12, 10, '#8a5a33');
}

function crateOnFloor(): void {
  const { x, y, w, h } = foodOnFloorRect;
  box(x, y + 14, w, h - 14, '#a9763f');
  for (const at of [24, 34]) box(x, y + at, w, 2, '#7d5429');
  for (let n = 0; n < 5; n++) ellipse(x + 4 + n * 14, y + (n % 2) * 4, 20, 18, n % 2 ? '#5b9c3a' : '#86b84f');
}

function cat(atMs: number): void {
  const { x, y, w, h } = animalRect;
  const tail = Math.sin(atMs / 400) * 8;
  ellipse(x + 16, y + 14, w - 30, h - 18, '#c98b4a');
  for (const leg of [24, 54]) box(x + leg, y + h - 16, 7, 16, '#b87b3d');
  ellipse(x + w - 30, y + 4, 28, 24, '#c98b4a');
  pen.fillStyle = '#b87b3d';
  for (const ear of [w - 27, w - 13]) {
    pen.beginPath();
    pen.moveTo(x + ear, y + 8);
    pen.lineTo(x + ear + 5, y - 4);
    pen.lineTo(x + ear + 10, y + 8);
    pen.fill();
  }
  pen.strokeStyle = '#c98b4a';
  pen.lineWidth = 6;
  pen.beginPath();
  pen.moveTo(x + 20, y + 26);
  pen.quadraticCurveTo(x + 2, y + 20, x + 6 + tail, y + 2);
  pen.stroke();
  pen.lineWidth = 1;
}

function flames(atMs: number, place: { x: number; width: number; tall: number }): void {
  const foot = stoveRect.y + 42;
  for (let n = 0; n < 6; n++) {
    const tall = place.tall * (0.6 + 0.4 * Math.abs(Math.sin(atMs / 140 + n * 1.7)));
    const colour = ['#ff7a1e', '#ffb02e', '#ffd75e'][n % 3] as string;
    ellipse(place.x + (n * place.width) / 6 - 8, foot - tall, 22, tall, colour);
  }
}

function fire(atMs: number): void {
  flames(atMs, { x: stoveRect.x + 6, width: 140, tall: 120 });
  for (let n = 0; n < 7; n++) {
    const rise = (atMs / 60 + n * 40) % 170;
    ellipse(205 + n * 24 + Math.sin(atMs / 700 + n) * 12, 170 - rise, 74, 58, '#3b3b3b88');
  }
}
