import type { Device } from '@mingchu/shared/registry';
import { maxWatchedCameras } from '@mingchu/shared/live';
import { type RefObject, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveConnection } from '../../../live/connection.ts';
import { useFrames } from '../../../live/frames.ts';
import { deviceKey } from '../../../live/reducer.ts';
import { useAge } from '../../../ui/Aged.tsx';
import { ageText } from '../../../ui/time.ts';

/** The cameras of one kitchen, live, each with the age of its picture. */
export function SiteCameras(props: {
  cameras: readonly Device[];
  connection: RefObject<LiveConnection | null>;
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const { cameras, connection } = props;
  const keys = cameras.map(({ siteId, id }) => deviceKey(siteId, id)).slice(0, maxWatchedCameras);
  const watched = keys.join(' ');
  useEffect(() => {
    connection.current?.watch(watched === '' ? [] : watched.split(' '));
    return () => connection.current?.watch([]);
  }, [watched, connection]);
  if (cameras.length === 0) return null;
  return (
    <section className="card" aria-label={t('console.site.cameras')}>
      <h3>{t('console.site.cameras')}</h3>
      <ul className="site-cameras">
        {cameras.map((camera) => (
          <Tile key={camera.id} camera={camera} />
        ))}
      </ul>
    </section>
  );
}

function Tile(props: { camera: Device }): React.JSX.Element {
  const { t } = useTranslation();
  const { camera } = props;
  const picture = useFrames(({ pictures }) => pictures.get(deviceKey(camera.siteId, camera.id)));
  const { ageMs, old } = useAge('siteCamera', picture?.atMs ?? null);
  const stale = ageMs === null || old;
  return (
    <li data-stale={stale}>
      {picture ? <img src={picture.url} alt={camera.name} /> : <p>{t('wall.camera.none')}</p>}
      {stale && picture ? <span className="hatched site-camera-stale" /> : null}
      <footer>
        <b>{camera.name}</b>
        <span className="num">
          {ageMs === null ? '' : stale ? t('wall.camera.stale', { age: ageText(ageMs) }) : ageText(ageMs)}
        </span>
      </footer>
    </li>
  );
}
