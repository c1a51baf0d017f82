/** Whether two frames, made small, show the same. Pure. */

/** Size that frames are made to before they are compared, px. */
export const smallWidth = 32;
export const smallHeight = 18;
/**
 * Mean difference of a colour value, of 255, up to which two frames are the same: an encoder that is fed one picture over
 * and over still flickers by fractions, while a camera that looks at an empty room differs by its noise.
 */
const alikeBelow = 0.35;

/** RGBA values of both, of equal length. */
export function isAlike(one: Uint8ClampedArray, other: Uint8ClampedArray): boolean {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += Math.abs((one[index] ?? 0) - (other[index] ?? 0));
  // Opacity never differs: three of four values count.
  return sum / (one.length * 0.75) < alikeBelow;
}
