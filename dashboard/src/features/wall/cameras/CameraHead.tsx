import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { useLiveParts } from '../../../live/useLive.ts';
import { siteName } from '../../../ui/words.ts';
import type { Tile } from './cameraRotation.ts';
import { type Control, standsForMs } from './officerControl.ts';
import { minuteSecondText } from '../../../ui/minuteSecondText.ts';

/** What the tiles show now: where the round stands, or why it stands still and for how long. */
export function CameraHead(props: {
  officer: Control;
  tiles: readonly Tile[];
  /** How many cameras there are to see in this view. */
  of: number;
  nowMs: number;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveParts('sites', 'grids', 'groups');
  const { tiles, of } = props;
  const { view } = props.officer;
  const standsMs = standsForMs(props.officer, props.nowMs);
  const still = standsMs === null ? null : t('wall.cameras.goesOn', { time: minuteSecondText(standsMs) });
  const pinned = tiles.filter((tile) => tile.item !== null).length;
  const facts = {
    rolling: [
      pinned > 0 ? t('wall.cameras.pinned', { n: pinned }) : '',
      placeOfRound(live, tiles) ?? t('wall.cameras.rotating', { n: of }),
    ],
    paused: [t('wall.cameras.paused'), still],
    searching: [t('wall.cameras.found', { n: of }), still],
    picked: [view.kind === 'picked' ? siteName(live, view.siteId) : '', still],
  } as const satisfies Record<Control['view']['kind'], readonly (string | null)[]>;
  return (
    <div className="panel-head">
      <h2>{t('wall.cameras')}</h2>
      <p className="one-line num" data-still={standsMs !== null}>
        {facts[view.kind].filter(Boolean).join(' · ')}
      </p>
    </div>
  );
}

/** Group and grid of the first kitchen that rotates. */
function placeOfRound(
  live: Pick<LiveState, 'sites' | 'grids' | 'groups'>,
  tiles: readonly Tile[],
): string | null {
  const first = tiles.find((tile) => tile.item === null);
  const site = first && live.sites.get(first.camera.siteId);
  const grid = live.grids.find((each) => each.id === site?.gridId);
  const group = live.groups.find((each) => each.id === grid?.groupId);
  return grid ? [group?.name, grid.name].filter(Boolean).join(' ') : null;
}
