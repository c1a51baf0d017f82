/** The shapes of the map, as paths around 0,0. */
import type { SiteKind } from '@mingchu/shared/vocabulary';

/** Shape of each kind, about 2 units wide: school ▢, kindergarten ⬠, restaurant ○, central kitchen ⬡. */
export const kindPaths = {
  school: 'M-.9-.9H.9V.9H-.9Z',
  kindergarten: 'M0-1.1 1.05-.34.65.9H-.65L-1.05-.34Z',
  restaurant: 'M0-1A1 1 0 1 0 0 1A1 1 0 1 0 0-1Z',
  'central-kitchen': 'M-.6-1H.6L1.15 0 .6 1H-.6L-1.15 0Z',
} as const satisfies Record<SiteKind, string>;

/** Head and shoulders, 12 units wide. */
export const personPath =
  'M0-7.9A3.4 3.4 0 1 0 0-1.1A3.4 3.4 0 1 0 0-7.9ZM-6 6.5C-6 1-3.5-.4 0-.4S6 1 6 6.5Z';
