import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { useLiveParts } from '../../../live/useLive.ts';
import './map.css';
import './mapColours.css';
import { MapLegend } from './MapLegend.tsx';
import { hasPlace } from './model/siteIndex.ts';
import { useMapSettings } from './useMapSettings.ts';

/** Fetched apart from the wall: its head and the other panels do not wait for it. */
const MapStage = lazy(async () => ({ default: (await import('./MapStage.tsx')).MapStage }));

const glideKey = 'mingchu.map.glide';

/** The district: land in quiet tones, every kitchen a mark, colour only where something is wrong, and who is on the way. */
export function MapPanel(): React.JSX.Element {
  const { t } = useTranslation();
  const { sites, grids, inspectors } = useLiveParts('sites', 'grids', 'inspectors');
  const [glides, setGlides] = useState(() => localStorage.getItem(glideKey) !== 'off');
  const settings = useMapSettings();
  const onShift = [...inspectors.values()].filter((inspector) => inspector.onShift).length;
  const toggle = (): void => {
    localStorage.setItem(glideKey, glides ? 'off' : 'on');
    setGlides(!glides);
  };
  return (
    <section className="panel map" aria-label={t('wall.map')}>
      <div className="panel-head">
        <h2>{t('wall.map')}</h2>
        <p className="num">
          {`${t('wall.map.sites', { n: sites.size })} · ${t('wall.map.inspectors', { n: onShift })}`}
          <Unplaced sites={sites} />
        </p>
      </div>
      {sites.size === 0 && grids.length === 0 ? (
        <p className="panel-empty">{t('wall.sites.empty')}</p>
      ) : (
        <>
          <Suspense fallback={<div className="map-stage" />}>
            <MapStage tiles={settings === null ? null : settings.tiles} glides={glides} onGlides={toggle} />
          </Suspense>
          <MapLegend />
        </>
      )}
    </section>
  );
}

/** How many kitchens cannot be drawn, so that nobody takes the map for all there is. */
function Unplaced(props: { sites: LiveState['sites'] }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { sites } = props;
  const n = useMemo(() => [...sites.values()].filter((site) => !hasPlace(site)).length, [sites]);
  return n === 0 ? null : <>{` · ${t('wall.map.unplaced', { n })}`}</>;
}
