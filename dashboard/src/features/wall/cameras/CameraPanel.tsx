import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceKey } from '../../../live/reducer.ts';
import { useLiveParts, useServerNow } from '../../../live/useLive.ts';
import { useWallItems } from '../../../live/useWallItems.ts';
import { useBox } from '../../../ui/useBox.ts';
import type { PanelProps } from '../panel.ts';
import { arrange, neighbour } from './arrange.ts';
import { CameraControls } from './CameraControls.tsx';
import { CameraHead } from './CameraHead.tsx';
import { type Round, roundAt, roundOfCameras, rotateEveryMs } from './cameraRotation.ts';
import './cameras.css';
import { CameraTile } from './CameraTile.tsx';
import { showsControls } from './officerControl.ts';
import { tilesShown } from './tilesShown.ts';
import { type Keys, useOfficer } from './useOfficer.ts';
import { useWatched } from './useWatched.ts';

/** Tiles where the layout names no number. */
const usualTiles = 5;
/** Height of a tile's words, rem. */
const captionRem = 3.6;

/** Camera tiles; asks the server for pictures of those on screen and no others. */
export function CameraPanel(props: PanelProps): React.JSX.Element {
  const { t } = useTranslation();
  const { connection } = props;
  const { devices, sites, grids, groups } = useLiveParts('devices', 'sites', 'grids', 'groups');
  const items = useWallItems();
  const cameras = useMemo(
    () => roundOfCameras({ devices, sites, grids, groups }),
    [devices, sites, grids, groups],
  );
  const section = useRef<HTMLElement | null>(null);
  const keys = useRef<Keys | null>(null);
  const nowMs = useServerNow();
  const clockTurn = Math.floor(nowMs / rotateEveryMs);
  const [officer, act] = useOfficer(section, { turn: clockTurn, nowMs, keys });
  const { view, chosen } = officer;
  const most = props.panel.tiles ?? usualTiles;
  const round = useRef<Round | null>(null);
  round.current = roundAt(
    round.current,
    view.kind === 'rolling' ? clockTurn + officer.ahead : view.turn,
    most,
  );
  const { first } = round.current;
  const { tiles, of, enlarged } = useMemo(
    () => tilesShown({ sites, grids }, { cameras, items }, { view, first, most }),
    [sites, grids, cameras, items, view, first, most],
  );
  const rotating = tiles.filter(({ item }) => item === null).length;
  if (view.kind === 'rolling' || view.kind === 'paused') round.current = { ...round.current, rotating };

  // Streams come by themselves; the others are pushed to who says that he watches.
  const watched = tiles
    .filter(({ camera }) => camera.pictures === undefined || camera.pictures.kind === 'snapshot')
    .map(({ camera }) => deviceKey(camera.siteId, camera.id))
    .join('\n');
  useWatched(connection, watched);

  const { ref, width, height } = useBox();
  const rem = width === 0 ? 16 : Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const { columns, rows, places } = useMemo(
    () => arrange({ tiles: tiles.length, enlarged, width, height, captionHeight: captionRem * rem }),
    [tiles.length, enlarged, width, height, rem],
  );
  const pick = (index: number): void => {
    const camera = tiles[index]?.camera;
    if (camera) act({ act: 'pick', siteId: camera.siteId, deviceId: camera.id });
  };
  useEffect(() => {
    keys.current = {
      move: (direction) =>
        act({ act: 'choose', index: chosen === null ? 0 : neighbour(places, chosen, direction) }),
      pick: () => pick(chosen ?? 0),
    };
  });

  const touched = showsControls(officer, nowMs);
  return (
    <section
      ref={section}
      className="panel cameras"
      data-panel-of="cameras"
      data-view={view.kind}
      aria-label={t('wall.cameras')}
    >
      <CameraHead officer={officer} tiles={tiles} of={of} nowMs={nowMs} />
      <div
        ref={ref}
        className="camera-grid"
        style={{
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
        }}
      >
        {tiles.length === 0 ? (
          <p className="panel-empty">
            {t(cameras.length === 0 ? 'wall.noCameras' : 'wall.cameras.notFound')}
          </p>
        ) : null}
        {tiles.map((tile, index) => (
          <CameraTile
            key={deviceKey(tile.camera.siteId, tile.camera.id)}
            tile={tile}
            place={places[index]}
            chosen={index === chosen}
            onPick={touched ? () => pick(index) : undefined}
          />
        ))}
      </div>
      {touched ? <CameraControls officer={officer} act={act} /> : null}
    </section>
  );
}
