import { chooseLayout, type WallPlan, type WallPlaylist } from '@mingchu/shared/wallPlaylist';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { isOnWall, workItems } from '../../../live/worklist.ts';
import { wallFacts } from '../plan/wallFacts.ts';

/** What this playlist would show at this moment, and why. */
export function PlaylistNow(props: {
  playlist: WallPlaylist;
  layouts: WallPlan['layouts'];
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { violations, dispatches } = live;
  const items = useMemo(
    () => workItems({ violations, dispatches }).filter(isOnWall),
    [violations, dispatches],
  );
  const nowMs = useServerNow();
  const facts = wallFacts(items, live.stats, nowMs);
  const { layout, held, reason } = chooseLayout(props.playlist, facts, { nowMs, held: null });
  const title = props.layouts.find(({ name }) => name === layout)?.title ?? layout;
  const why = held ? t(`wall.event.${held.event}`) : t(`wall.playlist.reason.${reason}`);
  return (
    <p className="playlist-now" role="status">
      {t('wall.playlist.now', { title, why })}
    </p>
  );
}
