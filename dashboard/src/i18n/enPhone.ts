import type { zhPhone } from './zhPhone.ts';

/** Texts of the phone, in English. */
export const enPhone: Record<keyof typeof zhPhone, string> = {};
