/** `npm run sim -- …`: the simulated district, or one of its stories. */
import { runSimulators } from './runSimulators.mjs';

runSimulators('main');
