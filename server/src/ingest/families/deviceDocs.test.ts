import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { families } from './catalog.ts';
import { packetOf } from './fixtures/fixture.ts';
import { matchesFilter } from './topicFilter.ts';

const folder = new URL('../../../docs/devices/', import.meta.url);
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
const textOf = (page: string): string => readFileSync(new URL(page, folder), 'utf8');
/** Commands that are written out, without parts that a shell puts in. */
const command =
  /^mosquitto_pub (?:-q 1 |-r )*-t '?mingchu\/at\/s0001\/([^'$\n]+?)'? (?:-r )?-m (?:'([^'\n]+)'|(\w+))$/gm;
const commandsOf = (page: string) =>
  [...textOf(page).matchAll(command)].map(([, topic = '', quoted, word]) => ({
    topic,
    payload: quoted ?? word ?? '',
  }));
const withCommands = pages.filter((page) => commandsOf(page).length > 0);

describe('[DF31] the pages of devices', () => {
  it('every family has a page in the index', () => {
    const index = textOf('README.md');
    const nameIn = (title: string): string => title.replace(/^The /, '').split(' ')[0] ?? title;
    for (const { title } of families) expect(index).toContain(nameIn(title.en));
    for (const page of withCommands) expect(index).toContain(`(${page})`);
    expect(withCommands.length).toBeGreaterThanOrEqual(6);
  });

  it.each(withCommands)('the commands of %s are understood and say something', (page) => {
    const known = new Map(families.map((family) => [family.id, family.begin()]));
    const heard = commandsOf(page).flatMap((fixture) => {
      const { topic } = fixture;
      const family =
        families.find(({ topics }) => topics.some((filter) => matchesFilter(filter, topic))) ??
        families.find((one) => one.wants?.(topic, known.get(one.id)));
      const reading = family?.decode(packetOf(fixture), known.get(family.id));
      if (!reading || 'problem' in reading) throw new Error(`${topic}: ${reading?.problem ?? 'nobody'}`);
      return reading.heard;
    });
    expect(heard.length).toBeGreaterThan(0);
  });
});
