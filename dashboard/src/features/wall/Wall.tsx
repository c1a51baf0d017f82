import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../live/store.ts';
import { useLiveConnection } from '../../live/useLive.ts';
import { isOnWall, workItems } from '../../live/worklist.ts';
import { NotLiveCover } from '../../ui/NotLiveCover.tsx';
import { CameraWall } from './CameraWall.tsx';
import { DistrictMap } from './DistrictMap.tsx';
import { ViolationRows } from './ViolationRows.tsx';
import './wall.css';
import { WallHeader } from './WallHeader.tsx';
import { WallStats } from './WallStats.tsx';

/** The monitoring room's wall: no controls, everything at a glance, and its own age always in sight. */
export default function Wall(): React.JSX.Element {
  const { t } = useTranslation();
  const connection = useLiveConnection('wall');
  const live = useLiveStore((store) => store.live);
  const { violations, dispatches } = live;
  const items = useMemo(
    () => workItems({ violations, dispatches }).filter(isOnWall),
    [violations, dispatches],
  );

  // All lengths are in rem of 1/120 of the width: one layout serves 1080p and 4K walls alike.
  useEffect(() => {
    document.documentElement.classList.add('on-wall');
    return () => document.documentElement.classList.remove('on-wall');
  }, []);

  return (
    <div className="wall dark" data-testid="wall">
      <WallHeader live={live} />
      {live.seq === null ? (
        <main className="wall-waiting">{t('live.waiting')}</main>
      ) : (
        <main className="wall-main">
          <CameraWall live={live} items={items} connection={connection} />
          <DistrictMap live={live} items={items} />
          <ViolationRows live={live} items={items} />
          <WallStats live={live} />
        </main>
      )}
      <NotLiveCover />
    </div>
  );
}
