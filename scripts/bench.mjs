/** `npm run bench -- NAME [flags]` runs tests/bench/NAME.ts, which prints a table and a JSON line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildWhatChanged } from './build.mjs';
import { ensureInstalled, root } from './install.mjs';
import { runSource } from './runSource.mjs';

const folder = join(root, 'tests/bench');
const [name, ...flags] = process.argv.slice(2);
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && isBench(file))
      .map((file) => file.slice(0, -3))
  : [];

if (!name || !names.includes(name)) {
  if (name) console.error(`There is no bench "${name}".`);
  console.log(`npm run bench -- NAME [flags], where NAME is one of: ${names.join(', ')}`);
  process.exit(name ? 1 : 0);
}
ensureInstalled();
await buildWhatChanged();
runSource(join(folder, `${name}.ts`), flags);

/** Pieces that benches share export no `run`. */
function isBench(file) {
  return /^export (async )?(function|const) run\b/m.test(readFileSync(join(folder, file), 'utf8'));
}
