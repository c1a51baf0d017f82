/** A drawn kitchen as JPEG: tiles, hood, stove, bench, and cooks with or without a hat; at night nobody, in little light. */
import { seededRandom } from './district.ts';

const [width, height] = [640, 360];

/** Hours of the day at which somebody cooks, from and until, and how far the district's clock is from UTC. */
const cooking = { fromHour: 5, untilHour: 22, offsetHours: 8 };

/** Draws one picture, at once; `seed` chooses the kitchen, `atMs` moves the cooks. */
export function drawFrame(seed: number, atMs: number, label: string): ArrayBuffer {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no 2d canvas in this browser');
  drawRoom(pen, seededRandom(seed));
  if (isCooking(atMs)) {
    const sway = Math.sin(atMs / 2_500 + seed) * 26;
    drawCook(pen, { x: 210 + sway, hat: false });
    drawCook(pen, { x: 440 - sway * 0.6, hat: true });
  } else drawNight(pen);
  pen.font = '18px "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
  pen.fillStyle = 'rgba(0,0,0,.55)';
  pen.fillRect(0, 0, pen.measureText(label).width + 24, 28);
  pen.fillStyle = '#fff';
  pen.fillText(label, 12, 20);
  const base64 = canvas.toDataURL('image/jpeg', 0.8).split(',')[1] ?? '';
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
}

function isCooking(atMs: number): boolean {
  const hour = new Date(atMs + cooking.offsetHours * 3_600_000).getUTCHours();
  return hour >= cooking.fromHour && hour < cooking.untilHour;
}

/** The lamp over the door is on, and the camera makes the best of it. */
function drawNight(pen: CanvasRenderingContext2D): void {
  const light = pen.createRadialGradient(560, 60, 20, 560, 60, 620);
  light.addColorStop(0, 'rgba(12,20,30,.45)');
  light.addColorStop(1, 'rgba(12,20,30,.86)');
  pen.fillStyle = light;
  pen.fillRect(0, 0, width, height);
}

function drawRoom(pen: CanvasRenderingContext2D, random: () => number): void {
  const warm = 190 + Math.floor(random() * 30);
  pen.fillStyle = `rgb(${warm},${warm + 2},${warm - 4})`;
  pen.fillRect(0, 0, width, height);
  pen.strokeStyle = 'rgba(90,100,110,.25)';
  for (let x = 0; x < width; x += 32) pen.strokeRect(x, 0, 32, 230);
  for (let y = 0; y < 230; y += 24) pen.strokeRect(0, y, width, 24);
  pen.fillStyle = '#7c746b';
  pen.fillRect(0, 250, width, 110);
  pen.fillStyle = '#9aa3ab';
  pen.fillRect(60, 28, 210, 46);
  pen.fillStyle = '#737c85';
  pen.beginPath();
  pen.moveTo(40, 74);
  pen.lineTo(290, 74);
  pen.lineTo(260, 100);
  pen.lineTo(70, 100);
  pen.fill();
  pen.fillStyle = '#c3c9ce';
  pen.fillRect(20, 222, 600, 20);
  pen.fillStyle = '#8d959c';
  pen.fillRect(20, 242, 600, 74);
  pen.fillStyle = '#33383d';
  for (const x of [70, 150]) pen.fillRect(x, 206, 64, 16);
  pen.fillStyle = random() < 0.5 ? '#dfe4e8' : '#c9d3da';
  pen.fillRect(520, 70, 96, 152);
  pen.fillStyle = '#8d959c';
  pen.fillRect(526, 130, 6, 40);
}

function drawCook(pen: CanvasRenderingContext2D, cook: { x: number; hat: boolean }): void {
  pen.fillStyle = '#f3f4f2';
  pen.beginPath();
  pen.roundRect(cook.x - 34, 158, 68, 130, 18);
  pen.fill();
  pen.fillStyle = '#2f3b46';
  pen.fillRect(cook.x - 28, 288, 56, 60);
  pen.fillStyle = '#d9a57f';
  pen.beginPath();
  pen.arc(cook.x, 132, 26, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = cook.hat ? '#fafafa' : '#2a211c';
  pen.beginPath();
  if (cook.hat) pen.roundRect(cook.x - 26, 84, 52, 36, 12);
  else pen.arc(cook.x, 126, 27, Math.PI, 0);
  pen.fill();
  pen.fillStyle = '#8fb3c9';
  pen.fillRect(cook.x - 18, 136, 36, 16);
}
