/**
 * The bench `fuzz`: mutations of the messages of every device family, and of what a Frigate answers over HTTP. Each is
 * decoded by a family that remembers all those before it; what decoding lets through goes on through binding, mapping,
 * trusted time and the rules of the rulebook (see fuzzRules.ts). Nothing may be thrown, nothing said that a database
 * cannot hold, no violation may rest on anything but a reading, and memory must stay within bounds and flat however
 * many names are invented.
 *
 * Flags: `--runs 1000000` (a family; nine tenths mutate bytes, a tenth the structure), `--seed N` (printed by every
 * run; the same seed and family mutate alike), `--family ID`.
 */
import { parseArgs } from 'node:util';
import { families } from '@mingchu/server/ingest/families/catalog';
import { fuzzFamily } from './fuzzFamily.ts';
import { fuzzFrigateAnswers } from './fuzzFrigate.ts';

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      runs: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      family: { type: 'string' },
    },
  });
  const many = { runs: Number(values.runs), seed: Number(values.seed) };
  console.log(`seed ${many.seed}`);
  const chosen = families.filter(({ id }) => values.family === undefined || id === values.family);
  const rows = [];
  for (const family of chosen) rows.push(await fuzzFamily(family, many));
  if (chosen.some(({ id }) => id === 'frigate')) rows.push(await fuzzFrigateAnswers(many));
  console.table(rows);
  console.log(JSON.stringify({ bench: 'fuzz', seed: many.seed, families: rows }));
  if (rows.length === 0 || rows.some(({ found }) => found !== null)) process.exitCode = 1;
}
