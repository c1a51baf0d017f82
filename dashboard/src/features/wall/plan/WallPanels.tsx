import type { PanelKind, WallPanel } from '@mingchu/shared/wallLayout';
import { memo } from 'react';
import { useLiveStore } from '../../../live/store.ts';
import { AgedPanel } from '../../../ui/Aged.tsx';
import type { PanelProps } from '../panel.ts';
import { panelAgedBy } from '../agedPanels.ts';
import { panels } from '../panels.ts';
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
              <Dated kind={panel.kind}>{drawn}</Dated>
            </PanelBoundary>
          </div>
        );
      })}
    </>
  );
});

/** Hatches a panel whose facts as a whole are too old. */
function Dated({ kind, children }: { kind: PanelKind; children: React.ReactNode }): React.ReactNode {
  const agedBy = panelAgedBy[kind];
  const at = useLiveStore(({ live, lastIntakeAt }) => (agedBy === 'intake' ? lastIntakeAt : live.stats?.at));
  if (agedBy === undefined) return children;
  return (
    <AgedPanel kind={agedBy} at={at}>
      {children}
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
