import type { zhOffice } from './zhOffice.ts';

/** Texts of the office pages, in English. */
export const enOffice: Record<keyof typeof zhOffice, string> = {};
