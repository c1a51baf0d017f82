/** `npm run gallery [-- flags]` runs tests/e2e/gallery.ts: pictures of the wall, or of the people's screens, on one page. */
import { join } from 'node:path';
import { buildWhatChanged } from './build.mjs';
import { ensureInstalled, root } from './install.mjs';
import { runSource } from './runSource.mjs';

ensureInstalled();
await buildWhatChanged();
runSource(join(root, 'tests/e2e/gallery.ts'), process.argv.slice(2));
