/**
 * WGS-84 is what satellites give and what we store. Map apps in China draw GCJ-02, which lies some 100 to 700 m off:
 * convert at the edge, for a link into such an app, and never store it. The transformation is not published; these
 * are the widely used formulas on the ellipsoid of Krassowski, right to about a metre.
 */

export interface LatLon {
  lat: number;
  lon: number;
}

/** Semi-major axis of the Krassowski ellipsoid, m, and its first eccentricity squared. */
const axisM = 6_378_245;
const eccentricity2 = 0.006_693_421_622_965_943;
/** About 1 mm on the ground, degrees. */
const convergedDeg = 1e-8;
const maxRounds = 10;

/** GCJ-02 of a WGS-84 position; outside China both are the same. */
export function toGcj02(wgs: LatLon): LatLon {
  if (!inChina(wgs)) return { ...wgs };
  const shift = shiftAt(wgs);
  return { lat: wgs.lat + shift.lat, lon: wgs.lon + shift.lon };
}

/** The WGS-84 position whose GCJ-02 this is, found by iteration. */
export function fromGcj02(gcj: LatLon): LatLon {
  if (!inChina(gcj)) return { ...gcj };
  let wgs = { ...gcj };
  for (let round = 0; round < maxRounds; round += 1) {
    const there = toGcj02(wgs);
    const off = { lat: there.lat - gcj.lat, lon: there.lon - gcj.lon };
    wgs = { lat: wgs.lat - off.lat, lon: wgs.lon - off.lon };
    if (Math.abs(off.lat) < convergedDeg && Math.abs(off.lon) < convergedDeg) break;
  }
  return wgs;
}

/** The box in which map apps shift positions; Hong Kong and Macao lie inside it. */
function inChina({ lat, lon }: LatLon): boolean {
  return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}

/** How far GCJ-02 lies from here, degrees: polynomials and waves in degrees from 35° N 105° E, as metres on the ground. */
function shiftAt({ lat, lon }: LatLon): LatLon {
  const x = lon - 105;
  const y = lat - 35;
  const fast = 20 * sinPi(6 * x) + 20 * sinPi(2 * x);
  const northWaves = 20 * sinPi(y) + 40 * sinPi(y / 3) + 160 * sinPi(y / 12) + 320 * sinPi(y / 30);
  const eastWaves = 20 * sinPi(x) + 40 * sinPi(x / 3) + 150 * sinPi(x / 12) + 300 * sinPi(x / 30);
  const root = Math.sqrt(Math.abs(x));
  const northM =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ((fast + northWaves) * 2) / 3;
  const eastM = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ((fast + eastWaves) * 2) / 3;
  const radLat = (lat / 180) * Math.PI;
  const flattening = 1 - eccentricity2 * Math.sin(radLat) ** 2;
  const meridianM = (axisM * (1 - eccentricity2)) / flattening ** 1.5;
  const parallelM = (axisM / Math.sqrt(flattening)) * Math.cos(radLat);
  const radian = 180 / Math.PI;
  return { lat: (northM / meridianM) * radian, lon: (eastM / parallelM) * radian };
}

function sinPi(turns: number): number {
  return Math.sin(turns * Math.PI);
}
