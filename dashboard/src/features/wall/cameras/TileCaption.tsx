import { useTranslation } from 'react-i18next';
import { useLiveParts } from '../../../live/useLive.ts';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { durationText } from '../../../ui/time.ts';
import { placeText, ruleTitle, siteName } from '../../../ui/words.ts';
import { kindPaths } from '../map/draw/shapes.ts';
import type { Tile } from './cameraRotation.ts';
import type { PictureState } from '../../../ui/video/pictureState.ts';
import { pictureText } from '../../../ui/video/pictureWords.ts';

/**
 * Whose kitchen: kind by shape and word, name, grade; then by how much somebody is late, what is wrong or which place,
 * and the age of the picture.
 */
export function TileCaption(props: {
  tile: Tile;
  state: PictureState;
  /** Null while nobody is late. */
  overdueMs: number | null;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveParts('sites', 'grids', 'devices', 'rules');
  const { state, overdueMs } = props;
  const { camera, item } = props.tile;
  const site = live.sites.get(camera.siteId);
  const grid = live.grids.find((each) => each.id === site?.gridId);
  const place = placeText(live, { ...camera, deviceId: camera.id });
  return (
    <figcaption>
      <p className="camera-who">
        {item ? <SeverityMark severity={item.severity} size="1.25rem" /> : null}
        {site ? (
          <svg className="camera-kind" viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true">
            <path d={kindPaths[site.kind]} />
          </svg>
        ) : null}
        <span className="camera-name one-line">{siteName(live, camera.siteId)}</span>
        {site?.grade ? (
          <span className="camera-grade" title={t('wall.camera.grade', { grade: site.grade })}>
            <span className="camera-grade-word">{t('wall.camera.grade', { grade: '' })}</span>
            {site.grade}
          </span>
        ) : null}
      </p>
      <p className="camera-where">
        <span className="one-line">
          {overdueMs === null ? null : (
            <>
              <b className="num">{`${t('time.overdue')} ${durationText(overdueMs)}`}</b>
              {' · '}
            </>
          )}
          {item?.violation ? <b>{ruleTitle(live, item.violation.ruleId)}</b> : null}
          {item?.violation ? <i>{' · '}</i> : null}
          {site ? <i className="camera-kind-word">{`${t(`kind.${site.kind}`)} · `}</i> : null}
          <i>{place}</i>
          {grid ? <i className="camera-grid-name">{` · ${grid.name}`}</i> : null}
        </span>
        {state.kind === 'live' ? <span className="camera-age num">{pictureText(state, t)}</span> : null}
      </p>
    </figcaption>
  );
}
