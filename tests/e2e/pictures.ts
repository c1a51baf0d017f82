/** Draws scenes of the in-browser mock into a folder, with one page that shows them side by side. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { playScene, type Scene } from './playScene.ts';
import { runApp } from './runningApp.ts';

const root = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), '.cache/gallery');
/** Pages drawn at a time; a page waits half of its time. */
const atOnce = 2;

/** One picture of a gallery. */
export interface Picture {
  scene: Scene;
  /** Pictures of one heading stand together. */
  heading: string;
  caption: string;
  /** In a window as long as the page, so that what is fixed to its edges covers nothing. */
  whole?: boolean;
}

/** A gallery: its folder below that of all, and what stands over its page. */
export interface Gallery {
  folder: string;
  title: string;
}

/** Where its pictures lie. */
export function folderOf({ folder }: Gallery): string {
  return join(root, folder);
}

/** Draws them; fails with the names of the scenes that did not come to rest. */
export async function drawPictures(into: Gallery, pictures: readonly Picture[]): Promise<void> {
  const folder = folderOf(into);
  mkdirSync(folder, { recursive: true });
  const app = await runApp();
  const browser = await openBrowser();
  const waiting = [...pictures];
  const drawn = new Set<Picture>();
  const failed: string[] = [];
  const draw = async () => {
    for (let picture = waiting.shift(); picture; picture = waiting.shift()) {
      const { name } = picture.scene;
      const path = join(folder, `${name}.png`);
      rmSync(path, { force: true });
      try {
        await drawPicture(browser, app.url, { ...picture, path });
        drawn.add(picture);
        console.log(`${drawn.size} of ${pictures.length}  ${name}`);
      } catch (error) {
        failed.push(name);
        console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, draw));
  } finally {
    await browser.close();
    await app.remove();
  }
  const shown = pictures.filter((picture) => drawn.has(picture));
  showPictures(
    into,
    shown.map(({ scene, heading, caption }) => ({ heading, caption, file: `${scene.name}.png` })),
  );
  if (failed.length > 0) throw new Error(`${failed.length} without a picture: ${failed.join(', ')}`);
}

async function drawPicture(
  browser: Browser,
  url: string,
  picture: Picture & { path: string },
): Promise<void> {
  const page = await playScene(browser, url, picture.scene);
  if (picture.whole) {
    const size = page.viewportSize() ?? { width: 0, height: 0 };
    const height = size.height + (await page.evaluate(hiddenBelow));
    await page.setViewportSize({ ...size, height });
  }
  await page.screenshot({ path: picture.path });
  await page.context().close();
}

/** How much higher a window would have to be for nothing wide to scroll in it, px. */
function hiddenBelow(): number {
  const { scrollHeight } = document.documentElement;
  const inside = [...document.querySelectorAll('body *')]
    .filter((part) => part.clientWidth > innerWidth / 2)
    .filter((part) => /auto|scroll/.test(getComputedStyle(part).overflowY))
    .map((part) => part.scrollHeight - part.clientHeight);
  return Math.max(0, scrollHeight - innerHeight, ...inside);
}

/** A picture that stands in its folder. */
export interface Shown {
  heading: string;
  caption: string;
  file: string;
}

/** Writes the page that shows what has been drawn, each heading's pictures together, and says where it is. */
export function showPictures(gallery: Gallery, drawn: readonly Shown[]): void {
  const sections = [...new Set(drawn.map(({ heading }) => heading))].map((heading) => {
    const figures = drawn
      .filter((each) => each.heading === heading)
      .map(
        ({ caption, file }) => `<figure><a href="${file}"><img loading="lazy" src="${file}" alt=""></a>
<figcaption>${caption}</figcaption></figure>`,
      );
    return `<h2>${heading}</h2>\n<section>\n${figures.join('\n')}\n</section>`;
  });
  const index = join(folderOf(gallery), 'index.html');
  writeFileSync(
    index,
    `<!doctype html>
<meta charset="utf-8">
<title>Mingchu: ${gallery.title}</title>
<style>
body { margin: 1.5rem; background: #777; color: #fff; font: 1rem system-ui, sans-serif }
section { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1rem; align-items: start }
figure { margin: 0 }
img { width: 100%; display: block }
</style>
<h1>${gallery.title}</h1>
${sections.join('\n')}
`,
  );
  console.log(`${drawn.length} pictures: ${index}`);
}
