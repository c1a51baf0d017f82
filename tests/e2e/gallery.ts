/**
 * `npm run gallery`: the wall in every state, size, theme and language, as pictures and one page that shows them side by
 * side, for people who judge how it looks. The scenes are those of the baselines: each picture is the same on every run.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { playScene } from './playScene.ts';
import { runApp } from './runningApp.ts';
import { type WallLook, wallSceneOf, wallScenes, wallSizes } from './wallScenes.ts';

const folder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), '.cache/gallery');
/** Pages drawn at a time; a page waits half of its time. */
const atOnce = 2;

const choices = {
  scene: Object.keys(wallScenes),
  size: Object.keys(wallSizes),
  theme: ['dark', 'light'],
  language: ['zh-CN', 'en'],
};

interface Drawn {
  look: WallLook;
  file: string;
}

/** Draws the pictures that the flags leave; fails with the names of the scenes that did not come to rest. */
export async function run(flags: string[]): Promise<void> {
  const looks = looksOf(flags);
  mkdirSync(folder, { recursive: true });
  const app = await runApp();
  const browser = await openBrowser();
  const waiting = [...looks];
  const drawn = new Map<WallLook, Drawn>();
  const failed: string[] = [];
  const draw = async () => {
    for (let look = waiting.shift(); look; look = waiting.shift()) {
      const { name } = wallSceneOf(look);
      try {
        drawn.set(look, await drawnLook({ browser, url: app.url }, look));
        console.log(`${drawn.size} of ${looks.length}  ${name}`);
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
  const index = join(folder, 'index.html');
  writeFileSync(index, pageOf(looks.flatMap((look) => drawn.get(look) ?? [])));
  console.log(`${drawn.size} pictures: ${index}`);
  if (failed.length > 0) throw new Error(`${failed.length} without a picture: ${failed.join(', ')}`);
}

/** Every combination of what the flags name; all of what they do not. Throws at a name that is not known. */
function looksOf(flags: string[]): WallLook[] {
  const given = { type: 'string', multiple: true } as const;
  const { values } = parseArgs({
    args: flags,
    options: { scene: given, layout: given, size: given, theme: given, language: given },
  });
  let looks: Partial<WallLook>[] = (values.layout ?? [undefined]).map((layout) => ({ layout }));
  for (const [choice, known] of Object.entries(choices)) {
    const names = values[choice as keyof typeof choices] ?? known;
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Error(`--${choice} ${unknown}: it is one of ${known.join(', ')}`);
    looks = looks.flatMap((look) => names.map((name) => ({ ...look, [choice]: name })));
  }
  return looks as WallLook[];
}

async function drawnLook(
  { browser, url }: { browser: Browser; url: string },
  look: WallLook,
): Promise<Drawn> {
  const scene = wallSceneOf(look);
  const file = `${scene.name}.png`;
  rmSync(join(folder, file), { force: true });
  const page = await playScene(browser, url, scene);
  await page.screenshot({ path: join(folder, file) });
  await page.context().close();
  return { look, file };
}

/** Pictures of one scene and layout under one heading. */
function pageOf(drawn: readonly Drawn[]): string {
  const titleOf = ({ look }: Drawn) => [look.scene, look.layout].filter(Boolean).join(' · ');
  const sections = [...new Set(drawn.map(titleOf))].map((title) => {
    const figures = drawn
      .filter((each) => titleOf(each) === title)
      .map(
        ({ look, file }) => `<figure><a href="${file}"><img loading="lazy" src="${file}" alt=""></a>
<figcaption>${look.size} · ${look.theme} · ${look.language}</figcaption></figure>`,
      );
    return `<h2>${title}</h2>\n<section>\n${figures.join('\n')}\n</section>`;
  });
  return `<!doctype html>
<meta charset="utf-8">
<title>Mingchu: the wall</title>
<style>
body { margin: 1.5rem; background: #777; color: #fff; font: 1rem system-ui, sans-serif }
section { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1rem }
figure { margin: 0 }
img { width: 100%; display: block }
</style>
<h1>The wall</h1>
${sections.join('\n')}
`;
}
