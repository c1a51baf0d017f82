import { dutyLayout, type WallPanel } from '@mingchu/shared/wallLayout';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../live/store.ts';
import { useLiveConnection } from '../../live/useLive.ts';
import { useNewPage } from '../../live/useNewPage.ts';
import { isOnWall, waitsForSomebody, workItems } from '../../live/worklist.ts';
import { AgedPanel } from '../../ui/Aged.tsx';
import { useSoundOf } from '../../sound/useSoundOf.ts';
import { NotLiveCover } from '../../ui/NotLiveCover.tsx';
import { WallHeader } from './header/WallHeader.tsx';
import { drawnFromStats, panels } from './panels.ts';
import './wall.css';

/** The monitoring room's wall: no controls, everything at a glance, and its own age always in sight. */
export default function Wall(): React.JSX.Element {
  const { t } = useTranslation();
  const connection = useLiveConnection('wall');
  useSoundOf('wall', true);
  const live = useLiveStore((store) => store.live);
  const { violations, dispatches } = live;
  const items = useMemo(
    () => workItems({ violations, dispatches }).filter(isOnWall),
    [violations, dispatches],
  );
  useNewPage({ quiet: live.seq !== null && !items.some(waitsForSomebody) });
  const layout = dutyLayout;

  // All lengths are in rem of 1/120 of the width: one layout serves 1080p and 4K walls alike.
  useEffect(() => {
    document.documentElement.classList.add('on-wall');
    return () => document.documentElement.classList.remove('on-wall');
  }, []);

  return (
    <div className={`wall ${layout.theme}`} data-testid="wall" data-layout={layout.name}>
      <WallHeader live={live} />
      {live.seq === null ? (
        <main className="wall-waiting">{t('live.waiting')}</main>
      ) : (
        <main className="wall-main">
          {layout.panels.map((panel) => {
            const Panel = panels[panel.kind];
            const drawn = <Panel live={live} items={items} connection={connection} panel={panel} />;
            return (
              <div key={keyOf(panel)} className="wall-cell" data-panel={panel.kind} style={cellsOf(panel)}>
                {drawnFromStats.has(panel.kind) ? (
                  <AgedPanel kind="stats" at={live.stats?.at}>
                    {drawn}
                  </AgedPanel>
                ) : (
                  drawn
                )}
              </div>
            );
          })}
        </main>
      )}
      <NotLiveCover />
    </div>
  );
}

function keyOf(panel: WallPanel): string {
  return `${panel.kind} ${panel.column} ${panel.row}`;
}

function cellsOf({ column, row, width, height }: WallPanel): React.CSSProperties {
  return { gridColumn: `${column} / span ${width}`, gridRow: `${row} / span ${height}` };
}
