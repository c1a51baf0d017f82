/** Of the frames of a phone's parts, rem. */
export const phoneWidth = 24.375;
