/** `npm run replay -- FILE.jsonl.gz …`: plays recordings into a broker or, with --embedded, into a system of its own. */
import { buildWhatChanged } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { runSimulators } from './runSimulators.mjs';

if (process.argv.includes('--embedded')) {
  try {
    ensureInstalled();
    await buildWhatChanged();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
runSimulators('recording/replayMain');
