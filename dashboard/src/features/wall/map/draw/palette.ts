/** The map's colours, read from the variables of the theme that hangs on the wall. */
import type { TileTone } from '@mingchu/shared/mapSettings';
import type { Severity } from '@mingchu/shared/violation';

export interface Palette {
  ground: string;
  land: readonly string[];
  gridBorder: string;
  groupBorder: string;
  outline: string;
  name: string;
  mark: string;
  cluster: string;
  clusterText: string;
  person: string;
  way: string;
  halo: string;
  text: string;
  breach: string;
  onBreach: string;
  severity: Record<Severity, string>;
  font: string;
  /** What is done to the tiles of a light or a dark base map, as a CSS filter. */
  tileFilters: Record<TileTone, string>;
  /** Names of areas upon a base map, which has lines and letters of its own. */
  nameOnTiles: string;
}

/** Reads every colour as it stands now. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ground: read('--map-ground'),
    land: [0, 1, 2, 3].map((tone) => read(`--map-land-${tone}`)),
    gridBorder: read('--map-grid-border'),
    groupBorder: read('--map-group-border'),
    outline: read('--map-outline'),
    name: read('--map-name'),
    mark: read('--map-mark'),
    cluster: read('--map-cluster'),
    clusterText: read('--map-cluster-text'),
    person: read('--map-person'),
    way: read('--map-way'),
    halo: read('--map-halo'),
    text: read('--map-text'),
    breach: read('--map-breach'),
    onBreach: read('--map-on-breach'),
    severity: {
      critical: read('--map-critical'),
      major: read('--map-major'),
      minor: read('--map-minor'),
      info: read('--map-info'),
    },
    font: style.fontFamily,
    tileFilters: { light: read('--map-light-tiles'), dark: read('--map-dark-tiles') },
    nameOnTiles: read('--map-name-on-tiles'),
  };
}
