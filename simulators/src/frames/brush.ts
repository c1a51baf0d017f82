/** The one canvas of all pictures, and the strokes that they are made of. */
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { height, width } from './layout.ts';

const jpegQuality = 80;
const canvas = createCanvas(width, height);
export const pen = canvas.getContext('2d');

/** What is on the canvas now. */
export function encodeJpeg(): Promise<Buffer> {
  return canvas.encode('jpeg', jpegQuality);
}

/** Draws the canvas over itself, out of focus by so many pixels. */
export function blur(pixels: number): void {
  pen.filter = `blur(${pixels}px)`;
  pen.drawImage(canvas, 0, 0);
  pen.filter = 'none';
}

/** A filled rectangle. */
export function box(x: number, y: number, w: number, h: number, colour: SKRSContext2D['fillStyle']): void {
  pen.fillStyle = colour;
  pen.fillRect(x, y, w, h);
}

/** An ellipse that fills the rectangle. */
export function ellipse(x: number, y: number, w: number, h: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.ellipse(x + w / 2, y + h / 2, w / 2, h / 2, 0, 0, Math.PI * 2);
  pen.fill();
}

/** A colour that changes from the top of a band to its foot. */
export function shade(y: number, h: number, from: string, to: string) {
  const gradient = pen.createLinearGradient(0, y, 0, y + h);
  gradient.addColorStop(0, from);
  gradient.addColorStop(1, to);
  return gradient;
}

/** A stroke in the present style. */
export function line(x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
