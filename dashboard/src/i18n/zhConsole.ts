/** Texts of the console, in Chinese. */
export const zhConsole = {} as const;
