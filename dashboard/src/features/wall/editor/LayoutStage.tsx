import {
  layoutMistake,
  type WallLayout,
  type WallPanel,
  wallColumns,
  wallRows,
} from '@mingchu/shared/wallLayout';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveConnection } from '../../../live/connection.ts';
import { useLiveStore } from '../../../live/store.ts';
import { useBox } from '../../../ui/useBox.ts';
import { WallHeader } from '../header/WallHeader.tsx';
import { cellsOf, WallPanels } from '../plan/WallPanels.tsx';
import '../wall.css';
import type { LayoutEdit } from './layoutEdit.ts';

/** A wall of 16:9 in px, before it is scaled to the stage. */
const [wallWidth, wallHeight] = [1920, 1080];

/** The wall as it will hang, alive, under a grid on which its panels are moved and sized. */
export function LayoutStage(props: {
  layout: WallLayout;
  selected: number | null;
  select: (index: number | null) => void;
  edit: (edit: LayoutEdit) => void;
  connection: React.RefObject<LiveConnection | null>;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { layout, selected, select, edit } = props;
  const { ref, width } = useBox();
  const known = useLiveStore(({ live }) => live.seq !== null);
  const wrong = new Set(layoutMistake(layout.panels)?.panels);
  const shrink = (width / wallWidth) * layout.scale;
  return (
    <div className="stage" ref={ref} data-testid="stage">
      <div
        className={`stage-wall ${layout.theme}`}
        inert
        style={
          {
            '--wall-scale': layout.scale,
            width: wallWidth / layout.scale,
            height: wallHeight / layout.scale,
            transform: `scale(${shrink})`,
          } as React.CSSProperties
        }
      >
        <div className="wall">
          <WallHeader />
          <main className="wall-main">
            {known ? <WallPanels panels={layout.panels} connection={props.connection} /> : null}
          </main>
        </div>
      </div>
      <div className="stage-grid" style={gridOver(shrink)}>
        {layout.panels.map((panel, index) => (
          <Handle
            key={index}
            panel={panel}
            label={t('wall.edit.place', {
              kind: t(`wall.panel.${panel.kind}`),
              column: panel.column,
              row: panel.row,
              width: panel.width,
              height: panel.height,
            })}
            selected={selected === index}
            wrong={wrong.has(index)}
            select={() => select(index)}
            change={(type, by) => edit({ type, index, ...by })}
            remove={() => edit({ type: 'remove', index })}
          />
        ))}
      </div>
    </div>
  );
}

/** The grid of cells lies over that of the wall: below its header, within its padding. Lengths as in wall.css, rem. */
function gridOver(shrink: number): React.CSSProperties {
  const rem = 16 * shrink;
  return { inset: `${rem * 5.75}px ${rem * 0.75}px ${rem * 0.75}px`, gap: `${rem * 0.75}px` };
}

type Change = (type: 'move' | 'size', by: { columns: number; rows: number }) => void;

const arrows: Record<string, { columns: number; rows: number }> = {
  ArrowLeft: { columns: -1, rows: 0 },
  ArrowRight: { columns: 1, rows: 0 },
  ArrowUp: { columns: 0, rows: -1 },
  ArrowDown: { columns: 0, rows: 1 },
};

/** One panel to take hold of: drag it, drag its corner, or use the arrows (with Shift they size it). */
function Handle(props: {
  panel: WallPanel;
  label: string;
  selected: boolean;
  wrong: boolean;
  select: () => void;
  change: Change;
  remove: () => void;
}): React.JSX.Element {
  const { panel, change } = props;
  const drag = useDrag(change);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const by = arrows[event.key];
    if (by) change(event.shiftKey ? 'size' : 'move', by);
    else if (event.key === 'Delete' || event.key === 'Backspace') props.remove();
    else return;
    event.preventDefault();
  };
  return (
    <button
      type="button"
      className="stage-handle"
      style={cellsOf(panel)}
      aria-label={props.label}
      aria-pressed={props.selected}
      data-wrong={props.wrong}
      onFocus={props.select}
      onClick={props.select}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => drag.start(event, 'move')}
      onPointerMove={drag.move}
      onPointerUp={drag.end}
      onPointerCancel={drag.end}
    >
      <span className="stage-corner" data-corner="" />
    </button>
  );
}

interface Hold {
  type: 'move' | 'size';
  x: number;
  y: number;
  cell: { width: number; height: number };
  done: { columns: number; rows: number };
}

/** Pointer to cells: every whole cell that the pointer has gone further is one change. */
function useDrag(change: Change) {
  const hold = useRef<Hold | null>(null);
  return {
    start(event: React.PointerEvent<HTMLButtonElement>, type: 'move' | 'size') {
      const grid = event.currentTarget.parentElement?.getBoundingClientRect();
      if (!grid || event.button !== 0) return;
      const onCorner = (event.target as Element).hasAttribute('data-corner');
      event.currentTarget.setPointerCapture(event.pointerId);
      hold.current = {
        type: onCorner ? 'size' : type,
        x: event.clientX,
        y: event.clientY,
        cell: { width: grid.width / wallColumns, height: grid.height / wallRows },
        done: { columns: 0, rows: 0 },
      };
    },
    move(event: React.PointerEvent) {
      const held = hold.current;
      if (!held) return;
      const columns = Math.round((event.clientX - held.x) / held.cell.width);
      const rows = Math.round((event.clientY - held.y) / held.cell.height);
      const by = { columns: columns - held.done.columns, rows: rows - held.done.rows };
      if (by.columns === 0 && by.rows === 0) return;
      held.done = { columns, rows };
      change(held.type, by);
    },
    end() {
      hold.current = null;
    },
  };
}
