/** Texts of the phone, in Chinese. */
export const zhPhone = {} as const;
