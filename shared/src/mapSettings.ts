/** What the wall's map is drawn on: nothing but the district's own areas, or raster tiles that the station chose. */
import { type Static, Type } from 'typebox';

/** What positions on a base map mean. Map services in China draw GCJ-02, Tianditu and OpenStreetMap WGS-84. */
export const mapDatums = ['WGS-84', 'GCJ-02'] as const;
export type MapDatum = (typeof mapDatums)[number];

/** Most base maps are dark on light; some are made for the night. */
export const tileTones = ['light', 'dark'] as const;
export type TileTone = (typeof tileTones)[number];

/** Most layers of tiles over one another, e.g. land and then names. */
export const maxTileLayers = 3;

export const MapTiles = Type.Object({
  /** Addresses with `{z}`, `{x}` and `{y}`, the lowest layer first. */
  templates: Type.Array(Type.String(), { minItems: 1, maxItems: maxTileLayers }),
  datum: Type.Enum([...mapDatums]),
  /** A map whose tone is not that of the theme is turned over. */
  tone: Type.Enum([...tileTones]),
  /** Shown on the map, as most services ask; empty for one's own. */
  attribution: Type.String({ maxLength: 120 }),
});
export type MapTiles = Static<typeof MapTiles>;

/** `GET /map-settings`. */
export const MapSettings = Type.Object({ tiles: Type.Union([MapTiles, Type.Null()]) });
export type MapSettings = Static<typeof MapSettings>;
