/** Texts of the office pages, in Chinese. */
export const zhOffice = {} as const;
