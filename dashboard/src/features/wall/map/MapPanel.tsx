import type { SiteKind } from '@mingchu/shared/vocabulary';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { worstBySite } from '../../../live/worklist.ts';
import type { PanelProps } from '../panel.ts';
import './map.css';
import { mapBox } from './mapBox.ts';
import { MapOverlay } from './MapOverlay.tsx';
import { fitProjection, type Project } from './mapProjection.ts';

/** Shape of each kind, as a path around 0,0 of about 2 units: school ▢, kindergarten ⬠, restaurant ○, central kitchen ⬡. */
export const kindPaths = {
  school: 'M-.9-.9H.9V.9H-.9Z',
  kindergarten: 'M0-1.1 1.05-.34.65.9H-.65L-1.05-.34Z',
  restaurant: 'M0-1A1 1 0 1 0 0 1A1 1 0 1 0 0-1Z',
  'central-kitchen': 'M-.6-1H.6L1.15 0 .6 1H-.6L-1.15 0Z',
} as const satisfies Record<SiteKind, string>;

/** The district: thin grid lines, every kitchen a grey mark, colour only where something is wrong. */
export function MapPanel(props: PanelProps): React.JSX.Element {
  const { t } = useTranslation();
  const { grids, sites, inspectors } = props.live;
  const project = useMemo(() => {
    const places = grids.flatMap((grid) => grid.outline.map(([lon, lat]) => [lon, lat] as const));
    const all = [...places, ...[...sites.values()].map((site) => [site.lon, site.lat] as const)];
    return fitProjection(all, mapBox);
  }, [grids, sites]);
  const worst = useMemo(() => worstBySite(props.items), [props.items]);
  const onShift = [...inspectors.values()].filter((inspector) => inspector.onShift).length;
  return (
    <section className="panel map" aria-labelledby="map-title">
      <div className="panel-head">
        <h2 id="map-title">{t('wall.map')}</h2>
        <p className="num">
          {`${t('wall.map.sites', { n: sites.size })} · ${t('wall.map.inspectors', { n: onShift })}`}
        </p>
      </div>
      {sites.size === 0 ? (
        <p className="panel-empty">{t('wall.sites.empty')}</p>
      ) : (
        <svg
          className="map-drawing"
          data-testid="district-map"
          viewBox={`0 0 ${mapBox.width} ${mapBox.height}`}
          role="img"
          aria-label={`${t('wall.map')} · ${t('wall.map.sites', { n: sites.size })}`}
        >
          <BaseMap live={props.live} project={project} />
          <MapOverlay live={props.live} items={props.items} worst={worst} project={project} />
        </svg>
      )}
      <ul className="map-legend">
        {(Object.keys(kindPaths) as SiteKind[]).map((kind) => (
          <li key={kind}>
            <svg viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true">
              <path d={kindPaths[kind]} />
            </svg>
            {t(`kind.${kind}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Half the width of a calm mark: small enough that 2,000 do not become a carpet. */
function markSize(siteCount: number): number {
  return Math.max(1.8, Math.min(7, 80 / Math.sqrt(Math.max(1, siteCount))));
}

/** Drawn again only when the registry changes: one path per kind, however many kitchens there are. */
const BaseMap = memo(
  function BaseMap(props: { live: LiveState; project: Project }): React.JSX.Element {
    const { groups, grids, sites } = props.live;
    const size = markSize(sites.size);
    const groupIndex = new Map(groups.map((group, index) => [group.id, index]));
    const marks = new Map<SiteKind, string[]>();
    for (const site of sites.values()) {
      const { x, y } = props.project(site.lon, site.lat);
      marks.set(site.kind, [...(marks.get(site.kind) ?? []), placed(kindPaths[site.kind], { x, y, size })]);
    }
    return (
      <g>
        {grids.map((grid) => (
          <polygon
            key={grid.id}
            className="map-grid"
            data-tone={(groupIndex.get(grid.groupId) ?? 0) % 4}
            points={grid.outline.map(([lon, lat]) => pair(props.project(lon, lat))).join(' ')}
          />
        ))}
        {groups.map((group) => {
          const ring = grids.filter((grid) => grid.groupId === group.id).flatMap((grid) => grid.outline);
          if (ring.length === 0) return null;
          const points = ring.map(([lon, lat]) => props.project(lon, lat));
          const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
          const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
          return (
            <text key={group.id} className="map-group" x={x} y={y}>
              {group.name}
            </text>
          );
        })}
        {[...marks].map(([kind, paths]) => (
          <path key={kind} className="map-site" d={paths.join('')} />
        ))}
      </g>
    );
  },
  (before, after) =>
    before.project === after.project &&
    before.live.groups === after.live.groups &&
    before.live.grids === after.live.grids &&
    before.live.sites === after.live.sites,
);

function pair(point: { x: number; y: number }): string {
  return `${point.x.toFixed(1)},${point.y.toFixed(1)}`;
}

const coordinate = /([MHVLZA])|(-?(?:\d+\.?\d*|\.\d+))/g;

/** Moves and scales one of the unit paths above; they use absolute M L H V A Z only. */
export function placed(path: string, at: { x: number; y: number; size: number }): string {
  let command = 'M';
  let index = 0;
  const turn = (value: number, axis: 'x' | 'y' | 'length' | 'flag'): string => {
    if (axis === 'flag') return String(value);
    const offset = axis === 'x' ? at.x : axis === 'y' ? at.y : 0;
    return (offset + value * at.size).toFixed(1);
  };
  const arc = ['length', 'length', 'flag', 'flag', 'flag', 'x', 'y'] as const;
  return path.replace(coordinate, (_match, letter: string | undefined, number: string) => {
    if (letter) {
      command = letter;
      index = 0;
      return letter;
    }
    const value = Number(number);
    const position = index++;
    if (command === 'H') return turn(value, 'x');
    if (command === 'V') return turn(value, 'y');
    if (command === 'A') return `${turn(value, arc[position % arc.length] ?? 'x')} `;
    return `${turn(value, position % 2 === 0 ? 'x' : 'y')} `;
  });
}
