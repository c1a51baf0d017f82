import { useEffect, useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../live/store.ts';
import { useLiveConnection } from '../../live/useLive.ts';
import { useNewPage } from '../../live/useNewPage.ts';
import { waitsForSomebody } from '../../live/worklist.ts';
import { useWallItems } from '../../live/useWallItems.ts';
import { useSoundOf } from '../../sound/useSoundOf.ts';
import { useWaitingText } from '../../ui/linkText.ts';
import { NotLiveCover } from '../../ui/NotLiveCover.tsx';
import { SessionEndsBar } from '../../ui/SessionEnds.tsx';
import { WallHeader } from './header/WallHeader.tsx';
import { useHungLayout } from './plan/useHungLayout.ts';
import { useWallPlanKept } from './plan/wallPlan.ts';
import { WallPanels } from './plan/WallPanels.tsx';
import { useIdlePointer } from './useIdlePointer.ts';
import './wall.css';

/** The monitoring room's wall: no controls, everything at a glance, and its own age always in sight. */
export default function Wall(): React.JSX.Element {
  const { t } = useTranslation();
  const waitingText = useWaitingText();
  const connection = useLiveConnection('wall');
  useSoundOf('wall', true);
  const known = useLiveStore(({ live }) => live.seq !== null);
  const items = useWallItems();
  useNewPage({ quiet: known && !items.some(waitsForSomebody) });
  useWallPlanKept();
  useIdlePointer();
  const { layout, unknown } = useHungLayout(items);

  // All lengths are in rem of 1/120 of the width: one layout serves 1080p and 4K walls alike.
  useEffect(() => {
    document.documentElement.classList.add('on-wall');
    return () => document.documentElement.classList.remove('on-wall');
  }, []);
  useLayoutEffect(() => {
    document.documentElement.style.setProperty('--wall-scale', String(layout.scale));
  }, [layout.scale]);

  return (
    <div className={`wall ${layout.theme}`} data-testid="wall" data-layout={layout.name}>
      <WallHeader />
      <SessionEndsBar />
      {known ? (
        <main className="wall-main">
          <WallPanels panels={layout.panels} connection={connection} />
        </main>
      ) : (
        <main className="wall-waiting num">{waitingText}</main>
      )}
      {unknown === null ? null : (
        <p className="wall-unknown" role="status">
          {t('wall.layout.unknown', { name: unknown, title: layout.title })}
        </p>
      )}
      <NotLiveCover />
    </div>
  );
}
