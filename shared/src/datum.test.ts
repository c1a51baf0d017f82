import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromGcj02, type LatLon, toGcj02 } from './datum.ts';

/** Metres between two near positions. */
function apartM(a: LatLon, b: LatLon): number {
  const north = (a.lat - b.lat) * 111_195;
  const east = (a.lon - b.lon) * 111_195 * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

/** Pairs that other implementations of the formulas agree on. */
const known: { place: string; wgs: LatLon; gcj: LatLon }[] = [
  {
    place: 'Shanghai',
    wgs: { lat: 31.1774276, lon: 121.5272106 },
    gcj: { lat: 31.17530398364597, lon: 121.531541859215 },
  },
  {
    place: 'Shenzhen',
    wgs: { lat: 22.543847, lon: 113.912316 },
    gcj: { lat: 22.540796131694766, lon: 113.9171764808363 },
  },
  {
    place: 'Beijing',
    wgs: { lat: 39.911954, lon: 116.377817 },
    gcj: { lat: 39.91334545536069, lon: 116.38404722455657 },
  },
];

describe('GCJ-02 and WGS-84', () => {
  for (const { place, wgs, gcj } of known) {
    it(`[PA12] agrees with known points: ${place}`, () => {
      expect(apartM(toGcj02(wgs), gcj)).toBeLessThan(0.01);
      expect(apartM(fromGcj02(gcj), wgs)).toBeLessThan(0.01);
    });
  }

  it('[PA12] there and back is the same place within a metre, and the shift is what it is known to be', () => {
    const inland = fc.record({
      lat: fc.double({ min: 18, max: 53, noNaN: true }),
      lon: fc.double({ min: 74, max: 134, noNaN: true }),
    });
    fc.assert(
      fc.property(inland, (wgs) => {
        const gcj = toGcj02(wgs);
        expect(apartM(fromGcj02(gcj), wgs)).toBeLessThan(1);
        expect(apartM(gcj, wgs)).toBeGreaterThan(10);
        expect(apartM(gcj, wgs)).toBeLessThan(1_000);
      }),
    );
  });

  it('[PA12] outside China both are the same', () => {
    const berlin = { lat: 52.52, lon: 13.405 };
    expect(toGcj02(berlin)).toEqual(berlin);
    expect(fromGcj02(berlin)).toEqual(berlin);
  });
});
