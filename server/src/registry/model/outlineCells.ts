/**
 * The outline of a grid as a cell says it: as WKT, `POLYGON ((116.30 39.98, 116.31 39.98, 116.31 39.99))`, longitude
 * first, which every map program writes, or as a geometry of GeoJSON. One ring without holes. Pure.
 */
import type { Grid } from '@mingchu/shared/registry';

type Outline = Grid['outline'];

/** Fewer enclose nothing. */
const leastCorners = 3;

/** Empty for no outline; undefined for what is none. */
export function outlineOfCell(cell: string): Outline | undefined {
  if (cell === '') return [];
  const ring = cell.startsWith('{') ? ringOfGeometry(cell) : ringOfWkt(cell);
  if (!ring?.every(isPoint)) return undefined;
  const corners = ring.map(([lon, lat]): Outline[number] => [lon, lat]);
  const [first, last] = [corners[0], corners.at(-1)];
  const isClosed = corners.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
  const open = isClosed ? corners.slice(0, -1) : corners;
  return open.length < leastCorners ? undefined : open;
}

export function cellOfOutline(outline: Outline): string {
  const [first] = outline;
  if (first === undefined) return '';
  const last = outline.at(-1);
  const isClosed = outline.length > 1 && last?.[0] === first[0] && last[1] === first[1];
  const ring = isClosed ? outline : [...outline, first];
  return `POLYGON ((${ring.map(([lon, lat]) => `${lon} ${lat}`).join(', ')}))`;
}

/** Also of a multipolygon of one: most map programs write all areas so. */
function ringOfWkt(cell: string): unknown[][] | undefined {
  const [, one, onlyOne] =
    /^(?:polygon\s*\(\s*\(([^()]+)\)\s*\)|multipolygon\s*\(\s*\(\s*\(([^()]+)\)\s*\)\s*\))$/i.exec(
      cell.trim(),
    ) ?? [];
  const ring = one ?? onlyOne;
  return ring?.split(',').map((point) => point.trim().split(/\s+/).map(Number));
}

function ringOfGeometry(cell: string): unknown[][] | undefined {
  try {
    const { type, coordinates } = JSON.parse(cell) as { type?: unknown; coordinates?: unknown };
    const rings =
      type === 'MultiPolygon' ? onlyOf(coordinates) : type === 'Polygon' ? coordinates : undefined;
    const ring = onlyOf(rings);
    return Array.isArray(ring) ? (ring as unknown[][]) : undefined;
  } catch {
    return undefined;
  }
}

function onlyOf(list: unknown): unknown {
  return Array.isArray(list) && list.length === 1 ? list[0] : undefined;
}

/** A height behind the place says nothing of an area. */
function isPoint(point: unknown): point is [number, number] {
  return Array.isArray(point) && point.length >= 2 && point.length <= 3 && point.every(Number.isFinite);
}
