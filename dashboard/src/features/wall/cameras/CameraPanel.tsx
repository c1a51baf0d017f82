import type { Violation } from '@mingchu/shared/violation';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFrames } from '../../../live/frames.ts';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { EvidencePicture } from '../../../ui/EvidencePicture.tsx';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { ageText, clockText } from '../../../ui/time.ts';
import { placeText, ruleTitle, siteName } from '../../../ui/words.ts';
import type { PanelProps } from '../panel.ts';
import { pickTiles, rotateEveryMs, type Tile } from './cameraRotation.ts';
import './cameras.css';

/** A picture older than this is hatched and says its age, ms. */
const staleAfterMs = 10_000;
/** On a picture this much newer than the detection, its box only says where it was: dashed, ms. */
const boxLastsMs = 60_000;

/** Camera tiles; asks the server for pictures of those on screen and no others. */
export function CameraPanel(props: PanelProps): React.JSX.Element {
  const { t } = useTranslation();
  const { devices } = props.live;
  const cameras = useMemo(
    () => [...devices.values()].filter((device) => device.kind === 'camera' && device.inService),
    [devices],
  );
  const turn = Math.floor(useServerNow() / rotateEveryMs);
  const tiles = useMemo(() => pickTiles(cameras, props.items, turn), [cameras, props.items, turn]);
  const keys = tiles.map(({ camera }) => deviceKey(camera.siteId, camera.id)).join('\n');
  const { connection } = props;
  useEffect(() => connection.current?.watch(keys === '' ? [] : keys.split('\n')), [keys, connection]);

  const pinned = tiles.filter((tile) => tile.item !== null).length;
  return (
    <section className="panel cameras" aria-labelledby="cameras-title">
      <div className="panel-head">
        <h2 id="cameras-title">{t('wall.cameras')}</h2>
        <p>
          {pinned > 0 ? `${t('wall.cameras.pinned', { n: pinned })} · ` : ''}
          {t('wall.cameras.rotating', { n: cameras.length })}
        </p>
      </div>
      {tiles.length === 0 ? (
        <p className="panel-empty">{t('wall.noCameras')}</p>
      ) : (
        <div className="camera-grid">
          {tiles.map((tile, index) => (
            <CameraTile
              key={deviceKey(tile.camera.siteId, tile.camera.id)}
              live={props.live}
              tile={tile}
              large={index === 0}
            />
          ))}
        </div>
      )}
    </section>
  );
}

function CameraTile(props: { live: LiveState; tile: Tile; large: boolean }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, tile } = props;
  const { camera, item } = tile;
  const picture = useFrames((store) => store.pictures.get(deviceKey(camera.siteId, camera.id)));
  const now = useServerNow();
  const ageMs = picture ? Math.max(0, now - picture.atMs) : null;
  const stale = ageMs !== null && ageMs > staleAfterMs;
  const { violation } = item ?? { violation: null };
  const here = violation?.deviceId === camera.id ? violation : null;
  const past = here !== null && picture !== undefined && picture.atMs - Date.parse(here.onsetAt) > boxLastsMs;
  const name = siteName(live, camera.siteId);
  const what = violation
    ? ruleTitle(live, violation.ruleId)
    : placeText(live, { ...camera, deviceId: camera.id });
  return (
    <figure
      className={props.large ? 'camera camera-large' : 'camera'}
      data-testid="camera-tile"
      data-age-ms={ageMs ?? undefined}
      data-severity={item?.severity}
    >
      <div className="camera-view">
        {picture ? (
          <EvidencePicture src={picture.url} alt={`${name} ${what}`} box={here?.evidence.box} past={past} />
        ) : (
          <InsteadOfPicture violation={violation} alt={`${name} ${what}`} />
        )}
        {stale ? (
          <p className="camera-stale hatched num">
            <span>{t('wall.camera.stale', { age: ageText(ageMs) })}</span>
          </p>
        ) : null}
      </div>
      <figcaption>
        {item ? <SeverityMark severity={item.severity} size="1.25rem" /> : null}
        <span className="camera-name one-line">{name}</span>
        <span className="camera-what one-line">{what}</span>
        {ageMs === null || stale ? null : <span className="camera-age num">{ageText(ageMs)}</span>}
      </figcaption>
    </figure>
  );
}

/** Until a live picture comes: what the detection saw, with its time across it, or that there is none. */
function InsteadOfPicture(props: { violation: Violation | null; alt: string }): React.JSX.Element {
  const { t } = useTranslation();
  const [missing, setMissing] = useState<string | null>(null);
  const { violation } = props;
  const sha256 = violation?.evidence.frameSha256;
  if (!violation || !sha256 || missing === sha256) {
    return <p className="camera-none">{t('wall.camera.none')}</p>;
  }
  return (
    <>
      <EvidencePicture
        src={`/api/v1/frames/${sha256}.jpg?why=monitoring`}
        alt={props.alt}
        box={violation.evidence.box}
        onMissing={() => setMissing(sha256)}
      />
      <p className="camera-stale hatched num">
        <span>{t('wall.camera.evidence', { time: clockText(Date.parse(violation.onsetAt)) })}</span>
      </p>
    </>
  );
}
