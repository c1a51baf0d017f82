/** What a browser must have before a screen of the built dashboard can begin. Pure. */

/** Scripts, and for the built output styles, by their address. */
export type Texts = ReadonlyMap<string, string>;

/** The chunk that draws a screen, by the name of its module. */
export function chunkOf(names: Iterable<string>, screen: string): string {
  const isChunk = new RegExp(`/${screen}-[^/]+\\.js$`);
  const found = [...names].filter((name) => isChunk.test(name));
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} scripts are called ${screen}: is it built otherwise now?`);
  return found[0];
}

/** Scripts that the page names, that of its screen, and all that these import at once. */
export function neededScripts(texts: Texts, { html, screen }: { html: string; screen: string }): Set<string> {
  const needed = new Set<string>();
  const take = (name: string): void => {
    const text = texts.get(name);
    if (text === undefined || needed.has(name)) return;
    needed.add(name);
    for (const [, path] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) take(`/assets/${path}`);
  };
  take(chunkOf(texts.keys(), screen));
  for (const name of texts.keys()) if (name.endsWith('.js') && html.includes(name)) take(name);
  return needed;
}

/** Styles that the page names, and those that are fetched beside the script of the screen. */
export function neededStyles(texts: Texts, { html, screen }: { html: string; screen: string }): Set<string> {
  const chunk = chunkOf(texts.keys(), screen).slice('/assets/'.length);
  const importing = [...texts.values()].find((text) =>
    text.includes(`import(\`./${chunk}\`),__vite__mapDeps(`),
  );
  if (importing === undefined) throw new Error(`nothing fetches ${chunk}: is it built otherwise now?`);
  const list = /m\.f=\[([^\]]*)\]/.exec(importing)?.[1] ?? '';
  const files = list.split(',').map((quoted) => `/${quoted.slice(1, -1)}`);
  const after = importing.split(`import(\`./${chunk}\`),__vite__mapDeps([`)[1] ?? '';
  const beside = after.slice(0, after.indexOf(']')).split(',');
  const fetched = beside.map((index) => files[Number(index)] ?? '');
  const named = [...texts.keys()].filter((name) => html.includes(name));
  return new Set([...named, ...fetched].filter((name) => name.endsWith('.css')));
}
