/** Distances over ground. Pure. */

/** WGS-84 degrees. */
export interface Point {
  lat: number;
  lon: number;
}

/** Mean radius of the earth, m (IUGG). */
const earthRadiusM = 6_371_008.8;

/** Great-circle distance by the haversine formula, m. */
export function distanceM(a: Point, b: Point): number {
  const radians = Math.PI / 180;
  const sinLat = Math.sin(((b.lat - a.lat) * radians) / 2);
  const sinLon = Math.sin(((b.lon - a.lon) * radians) / 2);
  const h = sinLat ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * sinLon ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}
