import type { Violation } from '@mingchu/shared/violation';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFrames } from '../../../live/frames.ts';
import { deviceKey } from '../../../live/reducer.ts';
import { serverNow } from '../../../live/store.ts';
import { useLiveParts, useServerNow, useServerSpeed } from '../../../live/useLive.ts';
import { countdownOf } from '../../../live/worklist.ts';
import { DetectionBox } from '../../../ui/EvidencePicture.tsx';
import { whenText } from '../../../ui/time.ts';
import { ruleTitle, siteName } from '../../../ui/words.ts';
import type { Place } from './arrange.ts';
import type { Tile } from './cameraRotation.ts';
import { type PictureState, pictureState, type PictureTimes } from '../../../ui/video/pictureState.ts';
import { TileCaption } from './TileCaption.tsx';
import { isStream, pictureText } from '../../../ui/video/pictureWords.ts';
import { VideoPicture } from '../../../ui/video/VideoPicture.tsx';

/** A tile shows at least 1/1.8 of a picture: a box up to this much of the picture is whole in it. */
const mostOfCrop = 0.5;
/** On a picture this much newer than the detection, its box only says where it was: dashed, ms. */
const boxLastsMs = 60_000;

interface TileProps {
  tile: Tile;
  place: Place | undefined;
  /** True when the arrow keys stand here. */
  chosen: boolean;
  /** Shows this kitchen alone; undefined while nobody touches the wall. */
  onPick: (() => void) | undefined;
}

/** One camera: its picture, what is to be thought of it, and whose kitchen it is. */
export function CameraTile(props: TileProps): React.JSX.Element {
  const live = useLiveParts('sites', 'rules');
  const { tile, place } = props;
  const { camera, item } = tile;
  const [askedAtMs] = useState(serverNow);
  const frame = useFrames((store) => store.pictures.get(deviceKey(camera.siteId, camera.id)));
  const [video, setVideo] = useState<PictureTimes | null>(null);
  // Until one of them can be drawn again: what comes as a picture need not be one.
  const [broken, setBroken] = useState(false);
  const nowMs = useServerNow();
  const speed = useServerSpeed();
  const streams = isStream(camera);
  const state = pictureState(streams ? video : broken ? null : timesOf(frame), { nowMs, askedAtMs, speed });
  const here = item?.violation?.deviceId === camera.id ? item.violation : null;
  const takenAtMs = state.kind === 'loading' || state.kind === 'none' ? null : nowMs - (state.ageMs ?? 0);
  const past = here !== null && takenAtMs !== null && takenAtMs - Date.parse(here.onsetAt) > boxLastsMs;
  const alt = `${siteName(live, camera.siteId)} ${camera.name}`;
  const found = here
    ? { text: ruleTitle(live, here.ruleId), confidence: here.evidence.confidence }
    : undefined;
  const spot = here?.evidence.box;
  const box = spot ? <FoundBox box={spot} past={past} found={found} /> : null;
  const countdown = countdownOf(item?.dispatch ?? null, nowMs);
  return (
    <figure
      className="camera"
      data-testid="camera-tile"
      data-camera={deviceKey(camera.siteId, camera.id)}
      data-state={state.kind}
      data-age-ms={'ageMs' in state ? (state.ageMs ?? undefined) : undefined}
      data-large={(place?.width ?? 1) > 1}
      data-chosen={props.chosen}
      data-severity={item?.severity}
      data-overdue={countdown.kind === 'overdue'}
      style={
        place && {
          gridColumn: `${place.column} / span ${place.width}`,
          gridRow: `${place.row} / span ${place.height}`,
        }
      }
    >
      <div className="camera-view" {...(spot && viewOf(spot))}>
        {streams ? (
          <VideoPicture camera={camera} alt={alt} onTimes={setVideo}>
            {box}
          </VideoPicture>
        ) : frame ? (
          <Fitted
            src={frame.url}
            alt={alt}
            hidden={broken}
            onDrawn={() => setBroken(false)}
            onMissing={() => setBroken(true)}
          >
            {box}
          </Fitted>
        ) : null}
        {takenAtMs === null ? (
          <InsteadOfPicture violation={here} alt={alt} state={state} found={found} />
        ) : null}
        <Doubt state={state} />
      </div>
      <TileCaption
        tile={tile}
        state={state}
        overdueMs={countdown.kind === 'overdue' ? countdown.overdueMs : null}
      />
      {props.onPick ? (
        <button
          type="button"
          className="camera-pick"
          aria-label={siteName(live, camera.siteId)}
          onClick={props.onPick}
        />
      ) : null}
    </figure>
  );
}

function timesOf(frame: { atMs: number; sameSinceMs: number } | undefined): PictureTimes | null {
  return frame ? { takenAtMs: frame.atMs, shownAtMs: frame.atMs, sameSinceMs: frame.sameSinceMs } : null;
}

/** Hatches what is not live, and says why. */
function Doubt(props: { state: PictureState }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { state } = props;
  if (state.kind !== 'stale' && state.kind !== 'frozen') return null;
  return (
    <p className="camera-doubt hatched num">
      <span>{pictureText(state, t)}</span>
    </p>
  );
}

/** What of the picture must stay in sight: the middle of the box; all of it where a crop could cut the box. */
function viewOf([x, y, width, height]: Box): { 'data-whole': boolean; style: React.CSSProperties } {
  const middle = { '--found-x': x + width / 2, '--found-y': y + height / 2 };
  return { 'data-whole': Math.max(width, height) > mostOfCrop, style: middle as React.CSSProperties };
}

/** A picture in its own shape, filling the tile as far as what was found stays in sight. */
function Fitted(props: {
  src: string;
  alt: string;
  hidden?: boolean;
  onDrawn?: () => void;
  onMissing?: () => void;
  children: React.ReactNode;
}): React.JSX.Element {
  const [ratio, setRatio] = useState(16 / 9);
  return (
    <div
      className="camera-fit"
      style={{ '--ratio': ratio, display: props.hidden ? 'none' : undefined } as React.CSSProperties}
    >
      <img
        src={props.src}
        alt={props.alt}
        onLoad={({ currentTarget: image }) => {
          if (image.naturalHeight > 0) setRatio(image.naturalWidth / image.naturalHeight);
          props.onDrawn?.();
        }}
        onError={props.onMissing}
      />
      {props.children}
    </div>
  );
}

type Box = readonly [number, number, number, number];
type Found = { text: string; confidence: number | undefined } | undefined;

/** Where it was found, and what. */
function FoundBox(props: { box: Box; past: boolean; found: Found }): React.JSX.Element {
  const [x, y] = props.box;
  const { found } = props;
  return (
    <>
      <DetectionBox box={props.box} past={props.past} />
      {found ? (
        <div className="camera-found" data-below={y < 0.16} style={{ top: `${y * 100}%` }}>
          <i style={{ flexBasis: `${x * 100}%` }} />
          <p>
            {found.text}
            {found.confidence === undefined ? null : (
              <b className="num">{` ${Math.round(found.confidence * 100)}%`}</b>
            )}
          </p>
        </div>
      ) : null}
    </>
  );
}

/** Until a live picture comes: what the detection saw, with its time across it, or that there is none. */
function InsteadOfPicture(props: {
  violation: Violation | null;
  alt: string;
  state: PictureState;
  found: Found;
}): React.JSX.Element {
  const { t } = useTranslation();
  const missing = useRef<string | null>(null);
  const [, redraw] = useState(0);
  const { violation } = props;
  const sha256 = violation?.evidence.frameSha256;
  if (!violation || !sha256 || missing.current === sha256) {
    return (
      <p className="camera-none">
        {t(props.state.kind === 'loading' ? 'wall.camera.loading' : 'wall.camera.none')}
      </p>
    );
  }
  return (
    <>
      <Fitted
        src={`/api/v1/frames/${sha256}.jpg?why=monitoring`}
        alt={props.alt}
        onMissing={() => {
          missing.current = sha256;
          redraw((n) => n + 1);
        }}
      >
        {violation.evidence.box ? (
          <FoundBox box={violation.evidence.box} past={false} found={props.found} />
        ) : null}
      </Fitted>
      <p className="camera-doubt hatched num">
        <span>
          {t('wall.camera.evidence', { time: whenText(Date.parse(violation.onsetAt), serverNow()) })}
        </span>
      </p>
    </>
  );
}
