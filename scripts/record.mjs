/** `npm run record -- --out FILE.jsonl.gz …`: writes down what a broker says. */
import { runSimulators } from './runSimulators.mjs';

runSimulators('recording/recordMain');
