/** Every panel of the wall, at the size at which the duty layout hangs it, in the state that the district is put into. */
import {
  type PanelKind,
  panelKinds,
  type WallPanel,
  wallColumns,
  wallRows,
} from '@mingchu/shared/wallLayout';
import { useRef } from 'react';
import { WallPanels } from '../wall/plan/WallPanels.tsx';
import '../wall/wall.css';
import { Block, State } from './Block.tsx';

/** Width and height of a panel, rem. */
const sizes: Partial<Record<PanelKind, [number, number]>> = {
  cameras: [34, 45],
  map: [44, 45],
  queue: [39, 45],
  'arrival-times': [19, 14.6],
  'by-hour': [19, 14.6],
  'by-type': [19, 14.6],
  inspectors: [39, 14.6],
};
const numberSize: [number, number] = [14, 14.6];
const tiles = 5;

export function Panels(): React.JSX.Element {
  const connection = useRef(null);
  return (
    <>
      {panelKinds.map((kind) => {
        const [width, height] = sizes[kind] ?? numberSize;
        return (
          <Block key={kind} name={kind}>
            <State name={kind} width={width} height={height}>
              <div className="panel-place">
                <WallPanels panels={panelsOf[kind]} connection={connection} />
              </div>
            </State>
          </Block>
        );
      })}
    </>
  );
}

const whole = { column: 1, row: 1, width: wallColumns, height: wallRows };
const panelsOf = Object.fromEntries(
  panelKinds.map((kind) => [kind, [{ kind, ...whole, ...(kind === 'cameras' && { tiles }) }]]),
) as Record<PanelKind, WallPanel[]>;
