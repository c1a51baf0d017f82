import type { WallPanel } from '@mingchu/shared/wallLayout';
import { AgedPanel } from '../../../ui/Aged.tsx';
import type { PanelProps } from '../panel.ts';
import { drawnFromStats, panels } from '../panels.ts';

/** The panels of a layout, each in its cells. */
export function WallPanels(
  props: Omit<PanelProps, 'panel'> & { panels: readonly WallPanel[] },
): React.JSX.Element {
  const { panels: places, ...shared } = props;
  return (
    <>
      {places.map((panel) => {
        const Panel = panels[panel.kind];
        const drawn = <Panel {...shared} panel={panel} />;
        return (
          <div key={keyOf(panel)} className="wall-cell" data-panel={panel.kind} style={cellsOf(panel)}>
            {drawnFromStats.has(panel.kind) ? (
              <AgedPanel kind="stats" at={shared.live.stats?.at}>
                {drawn}
              </AgedPanel>
            ) : (
              drawn
            )}
          </div>
        );
      })}
    </>
  );
}

function keyOf({ kind, column, row }: WallPanel): string {
  return `${kind} ${column} ${row}`;
}

/** Where a panel lies in the grid of cells. */
export function cellsOf({ column, row, width, height }: WallPanel): React.CSSProperties {
  return { gridColumn: `${column} / span ${width}`, gridRow: `${row} / span ${height}` };
}
