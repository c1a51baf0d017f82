/** Where grids lie, for whoever has not said where he starts from. Pure. */
import type { LatLon } from '@mingchu/shared/datum';
import type { Grid, Site } from '@mingchu/shared/registry';

/** By id, the middle of its kitchens, or of its outline; a grid that has neither is not there. */
export function middlesOfGrids(grids: Iterable<Grid>, sites: Iterable<Site>): Map<string, LatLon> {
  const kitchens = new Map<string, LatLon[]>();
  for (const site of sites) {
    const known = kitchens.get(site.gridId);
    if (known) known.push(site);
    else kitchens.set(site.gridId, [site]);
  }
  const middles = new Map<string, LatLon>();
  for (const { id, outline } of grids) {
    const places = kitchens.get(id) ?? outline.map(([lon, lat]) => ({ lat, lon }));
    if (places.length > 0) middles.set(id, middleOf(places));
  }
  return middles;
}

function middleOf(places: readonly LatLon[]): LatLon {
  const sum = (of: (place: LatLon) => number) => places.reduce((total, place) => total + of(place), 0);
  return { lat: sum(({ lat }) => lat) / places.length, lon: sum(({ lon }) => lon) / places.length };
}
