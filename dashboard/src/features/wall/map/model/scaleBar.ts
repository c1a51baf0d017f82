/** The length that a scale bar shows: 1, 2 or 5 times a power of ten, metres. Pure. */

/** The longest round length of at most `longestPx`, and its size on screen. */
export function scaleBarOf(metresPerPx: number, longestPx: number): { metres: number; widthPx: number } {
  const longest = metresPerPx * longestPx;
  const power = 10 ** Math.floor(Math.log10(longest));
  const metres = ([5, 2, 1].find((step) => step * power <= longest) ?? 1) * power;
  return { metres, widthPx: metres / metresPerPx };
}
