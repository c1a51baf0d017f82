import type { zhConsole } from './zhConsole.ts';

/** Texts of the console, in English. */
export const enConsole: Record<keyof typeof zhConsole, string> = {};
