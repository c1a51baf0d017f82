/** Contrast of two colours as WCAG 2.2 measures it. */

/** From 1 to 21. Colours are `#rrggbb`, or `rgb(r, g, b)` as a browser tells them. */
export function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Relative luminance, 0 to 1. */
function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  const told = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour);
  if (told) return told.slice(1).map(Number);
  if (!/^#[0-9a-f]{6}$/.test(colour)) throw new Error(`not an opaque colour: ${colour}`);
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
