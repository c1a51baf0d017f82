/** Where a grid lies, for whoever has not said where he starts from. Pure. */
import type { LatLon } from '@mingchu/shared/datum';
import type { Grid, Site } from '@mingchu/shared/registry';

/** The middle of its kitchens, or of its outline; undefined when it has neither. */
export function middleOfGrid(grid: Grid | undefined, sites: Iterable<Site>): LatLon | undefined {
  if (!grid) return undefined;
  const kitchens = [...sites].filter(({ gridId }) => gridId === grid.id);
  const corners = grid.outline.map(([lon, lat]) => ({ lat, lon }));
  return middleOf(kitchens.length > 0 ? kitchens : corners);
}

function middleOf(places: readonly LatLon[]): LatLon | undefined {
  if (places.length === 0) return undefined;
  const sum = (of: (place: LatLon) => number) => places.reduce((total, place) => total + of(place), 0);
  return { lat: sum(({ lat }) => lat) / places.length, lon: sum(({ lon }) => lon) / places.length };
}
