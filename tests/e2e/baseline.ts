/**
 * Pictures of screens against committed ones. Both are shrunk to a few hundred pixels and compared block by block, so
 * that another rasteriser of letters changes nothing and a panel that moved by a few millimetres does.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'baselines');
/** Width of a committed picture, px; its height follows. */
const keptWidth = 480;
/** Blocks across a picture. */
const blocksAcross = 48;

/** True while baselines are written instead of compared: `UPDATE_BASELINES=1 npm test -- --project e2e`. */
export const updating = process.env['UPDATE_BASELINES'] === '1';

/** Most that a block may differ from its baseline, 0 to 255, averaged over its pixels and channels. */
export const mostDifference = 22;

/** What the page or a part of it shows, shrunk, as base64 of a PNG. */
export async function shrunkScreenshot(page: Page | Locator, judge: Page): Promise<string> {
  // Not with animations ended: the end of the dead man's cover is to cover the screen.
  const png = (await page.screenshot()).toString('base64');
  return judge.evaluate(
    async ({ base64, width }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const height = Math.round((image.height * width) / image.width);
      const small = await createImageBitmap(image, {
        resizeWidth: width,
        resizeHeight: height,
        resizeQuality: 'high',
      });
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      canvas.getContext('2d')?.drawImage(small, 0, 0);
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    },
    { base64: png, width: keptWidth },
  );
}

export function keepBaseline(name: string, base64: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), Buffer.from(base64, 'base64'));
}

export function baselineOf(name: string): string {
  const file = join(folder, `${name}.png`);
  if (!existsSync(file)) throw new Error(`no baseline ${name}: look at the screen, then UPDATE_BASELINES=1`);
  return readFileSync(file).toString('base64');
}

/** Blocks that differ by more than `mostDifference`, as `column,row: difference`, worst first. */
export async function differences(judge: Page, one: string, other: string): Promise<string[]> {
  const blocks = await judge.evaluate(
    async ({ pictures, across }) => {
      const pixels = await Promise.all(
        pictures.map(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const drawing = new OffscreenCanvas(image.width, image.height).getContext('2d');
          if (!drawing) throw new Error('no canvas');
          drawing.drawImage(image, 0, 0);
          return drawing.getImageData(0, 0, image.width, image.height);
        }),
      );
      const [a, b] = pixels;
      if (!a || !b) throw new Error('two pictures are compared');
      if (a.width !== b.width || a.height !== b.height) return [{ column: -1, row: -1, difference: 255 }];
      const size = Math.floor(a.width / across);
      const found: { column: number; row: number; difference: number }[] = [];
      for (let row = 0; (row + 1) * size <= a.height; row++)
        for (let column = 0; column < across; column++) {
          let sum = 0;
          for (let y = row * size; y < (row + 1) * size; y++)
            for (let x = column * size; x < (column + 1) * size; x++)
              for (let channel = 0; channel < 3; channel++) {
                const at = (y * a.width + x) * 4 + channel;
                sum += Math.abs((a.data[at] ?? 0) - (b.data[at] ?? 0));
              }
          found.push({ column, row, difference: sum / (size * size * 3) });
        }
      return found;
    },
    { pictures: [one, other], across: blocksAcross },
  );
  return blocks
    .filter(({ difference }) => difference > mostDifference)
    .sort((a, b) => b.difference - a.difference)
    .map(({ column, row, difference }) => `${column},${row}: ${Math.round(difference)}`);
}
