/** The map drawing's own units; the SVG scales to its panel. */
export const mapBox = { width: 640, height: 640, margin: 22 };
