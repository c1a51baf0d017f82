import { chooseLayout, type WallPlan, type WallPlaylist } from '@mingchu/shared/wallPlaylist';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../../../live/useLive.ts';
import { useLoad } from '../../../live/useLoad.ts';
import { useWallItems } from '../../../live/useWallItems.ts';
import { wallFacts } from '../plan/wallFacts.ts';

/** What this playlist would show at this moment, and why. */
export function PlaylistNow(props: {
  playlist: WallPlaylist;
  layouts: WallPlan['layouts'];
}): React.JSX.Element {
  const { t } = useTranslation();
  const items = useWallItems();
  const { inFlood } = useLoad(items);
  const nowMs = useServerNow();
  const facts = wallFacts(items, { inFlood, nowMs });
  const { layout, held, reason } = chooseLayout(props.playlist, facts, { nowMs, held: null });
  const title = props.layouts.find(({ name }) => name === layout)?.title ?? layout;
  const why = held ? t(`wall.event.${held.event}`) : t(`wall.playlist.reason.${reason}`);
  return (
    <p className="playlist-now" role="status">
      {t('wall.playlist.now', { title, why })}
    </p>
  );
}
