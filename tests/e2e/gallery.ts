/**
 * `npm run gallery`: screens as pictures and one page that shows them side by side, for people who judge how they look.
 * Of the wall every state, size, theme and language; with `people` the screens of officers, chiefs and inspectors; with
 * `walk` one order on the real application. But for the walk each picture is the same on every run: the scenes of the
 * wall are those of the baselines.
 */
import { parseArgs } from 'node:util';
import { cameraStill } from './cameraStill.ts';
import { peopleLooks, peoplePicture, sizes } from './peopleScenes.ts';
import { days, screens } from './peopleStates.ts';
import { drawPictures, type Picture } from './pictures.ts';
import { noon } from './playScene.ts';
import { drawWalk } from './walkPictures.ts';
import { type WallLook, wallSceneOf, wallScenes, wallSizes } from './wallScenes.ts';

const languages = ['zh-CN', 'en'];
const themes = ['dark', 'light'];

/** Draws the pictures that the flags leave; fails with the names of the scenes that did not come to rest. */
export async function run(flags: string[]): Promise<void> {
  const [what, ...rest] = flags;
  if (what === 'people') return drawPeople(rest);
  if (what === 'walk') return drawWalk(given(rest, ['language']).language ?? languages);
  return drawWall(flags);
}

async function drawWall(flags: string[]): Promise<void> {
  const { layout, ...named } = given(flags, ['scene', 'layout', 'size', 'theme', 'language']);
  const known = {
    scene: Object.keys(wallScenes),
    size: Object.keys(wallSizes),
    theme: themes,
    language: languages,
  };
  const looks = (layout ?? [undefined]).flatMap((each) =>
    combinations(named, known).map((look) => ({ ...look, layout: each }) as WallLook),
  );
  const pictures = looks.map(
    (look): Picture => ({
      scene: wallSceneOf(look),
      heading: [look.scene, look.layout].filter(Boolean).join(' · '),
      caption: `${look.size} · ${look.theme} · ${look.language}`,
    }),
  );
  await drawPictures({ folder: '', title: 'The wall' }, pictures);
}

async function drawPeople(flags: string[]): Promise<void> {
  const { scene, ...named } = given(flags, ['screen', 'scene', 'day', 'size', 'theme', 'language']);
  const known = {
    screen: Object.keys(screens),
    day: [...days],
    size: Object.keys(sizes),
    theme: themes,
    language: languages,
  };
  const looks = combinations(named, known).flatMap(peopleLooks);
  const chosen = looks.filter((look) => scene === undefined || scene.includes(look.name));
  if (chosen.length === 0) throw new Error('no scene has all that the flags ask for');
  const still = await cameraStill(Date.parse(noon));
  const pictures = chosen.map(peoplePicture).map((each) => ({ ...each, scene: { ...each.scene, still } }));
  await drawPictures({ folder: 'people', title: 'The screens of people' }, pictures);
}

/** What the flags name, each of which may be given several times. */
function given<Name extends string>(
  flags: string[],
  names: readonly Name[],
): Partial<Record<Name, string[]>> {
  const options = Object.fromEntries(
    names.map((name) => [name, { type: 'string', multiple: true } as const]),
  );
  return parseArgs({ args: flags, options }).values as Partial<Record<Name, string[]>>;
}

/** Every combination of what is named, all of what is not. Throws at a name that is not known. */
function combinations<Name extends string>(
  named: Partial<Record<Name, string[]>>,
  known: Record<Name, string[]>,
): Record<Name, string>[] {
  let out = [{}] as Record<Name, string>[];
  for (const choice of Object.keys(known) as Name[]) {
    const names = named[choice] ?? known[choice];
    const unknown = names.find((name) => !known[choice].includes(name));
    if (unknown !== undefined)
      throw new Error(`--${choice} ${unknown}: it is one of ${known[choice].join(', ')}`);
    out = out.flatMap((each) => names.map((name) => ({ ...each, [choice]: name })));
  }
  return out;
}
