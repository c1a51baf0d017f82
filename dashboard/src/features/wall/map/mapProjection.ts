/** Degrees onto the map's box: equirectangular, true to scale at the district's latitude. Pure. */
export interface Point {
  x: number;
  y: number;
}
export type Project = (lon: number, lat: number) => Point;

/** Fits all `places` ([lon, lat]) into the box with a margin; one lone place goes to the middle. */
export function fitProjection(
  places: readonly (readonly [number, number])[],
  box: { width: number; height: number; margin: number },
): Project {
  if (places.length === 0) return () => ({ x: box.width / 2, y: box.height / 2 });
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [lon, lat] of places) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const spanX = Math.max((east - west) * shrink, 1e-6);
  const spanY = Math.max(north - south, 1e-6);
  const scale = Math.min((box.width - 2 * box.margin) / spanX, (box.height - 2 * box.margin) / spanY);
  const left = (box.width - spanX * scale) / 2;
  const top = (box.height - spanY * scale) / 2;
  return (lon, lat) => ({ x: left + (lon - west) * shrink * scale, y: top + (north - lat) * scale });
}
