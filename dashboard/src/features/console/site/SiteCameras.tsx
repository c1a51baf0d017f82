import type { Device } from '@mingchu/shared/registry';
import { maxWatchedCameras } from '@mingchu/shared/live';
import { type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveConnection } from '../../../live/connection.ts';
import { useFrames } from '../../../live/frames.ts';
import { deviceKey } from '../../../live/reducer.ts';
import { serverNow } from '../../../live/store.ts';
import { useServerNow, useServerSpeed } from '../../../live/useLive.ts';
import { useAge } from '../../../ui/Aged.tsx';
import { ageText } from '../../../ui/time.ts';
import { pictureState, type PictureTimes } from '../../../ui/video/pictureState.ts';
import { isStream, pictureText } from '../../../ui/video/pictureWords.ts';
import { VideoPicture } from '../../../ui/video/VideoPicture.tsx';

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
        {cameras.map((camera) => {
          const Tile = isStream(camera) ? StreamTile : PictureTile;
          return <Tile key={camera.id} camera={camera} />;
        })}
      </ul>
    </section>
  );
}

/** What is known of the picture below it: `age` in words, hatched when that is not of now. */
function TileFrame(props: {
  camera: Device;
  age: string;
  stale: boolean;
  hatched: boolean;
  children: React.ReactNode;
}): React.JSX.Element {
  return (
    <li data-stale={props.stale}>
      {props.children}
      {props.hatched ? <span className="hatched site-camera-stale" /> : null}
      <footer>
        <b>{props.camera.name}</b>
        <span className="num">{props.age}</span>
      </footer>
    </li>
  );
}

function PictureTile({ camera }: { camera: Device }): React.JSX.Element {
  const { t } = useTranslation();
  const picture = useFrames(({ pictures }) => pictures.get(deviceKey(camera.siteId, camera.id)));
  const { ageMs, old } = useAge('siteCamera', picture?.atMs ?? null);
  const stale = ageMs === null || old;
  const age = ageMs === null ? '' : stale ? t('wall.camera.stale', { age: ageText(ageMs) }) : ageText(ageMs);
  return (
    <TileFrame camera={camera} age={age} stale={stale} hatched={stale && picture !== undefined}>
      {picture ? <img src={picture.url} alt={camera.name} /> : <p>{t('wall.camera.none')}</p>}
    </TileFrame>
  );
}

/** Fed while the page is open; that somebody watches is on record as on the wall. */
function StreamTile({ camera }: { camera: Device }): React.JSX.Element {
  const { t } = useTranslation();
  const nowMs = useServerNow();
  const speed = useServerSpeed();
  const [askedAtMs] = useState(serverNow);
  const [times, setTimes] = useState<PictureTimes | null>(null);
  const state = pictureState(times, { nowMs, askedAtMs, speed });
  const isOld = state.kind === 'stale' || state.kind === 'frozen';
  return (
    <TileFrame camera={camera} age={pictureText(state, t)} stale={state.kind !== 'live'} hatched={isOld}>
      <div className="site-camera-stream">
        <VideoPicture camera={camera} alt={camera.name} onTimes={setTimes}>
          {null}
        </VideoPicture>
      </div>
    </TileFrame>
  );
}
