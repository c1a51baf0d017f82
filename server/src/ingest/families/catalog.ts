/** Every family that intake understands. A new one is a file beside this one and a line here. */
import type { Family } from './family.ts';

export const families: readonly Family[] = [];
