import type { WallPanel } from '@mingchu/shared/wallLayout';
import { memo } from 'react';
import { useLiveStore } from '../../../live/store.ts';
import { AgedPanel } from '../../../ui/Aged.tsx';
import type { PanelProps } from '../panel.ts';
import { drawnFromStats, panels } from '../panels.ts';
import { PanelBoundary } from './PanelBoundary.tsx';

/** The panels of a layout, each in its cells; drawn again only when the layout is another. */
export const WallPanels = memo(function WallPanels(
  props: Omit<PanelProps, 'panel'> & { panels: readonly WallPanel[] },
): React.JSX.Element {
  const { panels: places, connection } = props;
  return (
    <>
      {places.map((panel) => {
        const Panel = panels[panel.kind];
        const drawn = <Panel connection={connection} panel={panel} />;
        return (
          <div key={keyOf(panel)} className="wall-cell" data-panel={panel.kind} style={cellsOf(panel)}>
            <PanelBoundary>
              {drawnFromStats.has(panel.kind) ? <AgedNumbers>{drawn}</AgedNumbers> : drawn}
            </PanelBoundary>
          </div>
        );
      })}
    </>
  );
});

/** Hatches today's numbers once they are too old. */
function AgedNumbers(props: { children: React.ReactNode }): React.JSX.Element {
  const at = useLiveStore(({ live }) => live.stats?.at);
  return (
    <AgedPanel kind="stats" at={at}>
      {props.children}
    </AgedPanel>
  );
}

function keyOf({ kind, column, row }: WallPanel): string {
  return `${kind} ${column} ${row}`;
}

/** Where a panel lies in the grid of cells. */
export function cellsOf({ column, row, width, height }: WallPanel): React.CSSProperties {
  return { gridColumn: `${column} / span ${width}`, gridRow: `${row} / span ${height}` };
}
