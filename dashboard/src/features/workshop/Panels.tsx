/** Every panel of the wall, at the size at which the duty layout hangs it, in the state that the district is put into. */
import {
  type PanelKind,
  panelKinds,
  type WallPanel,
  wallColumns,
  wallRows,
} from '@mingchu/shared/wallLayout';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { takeFrame } from '../../live/frames.ts';
import { useLiveStore } from '../../live/store.ts';
import { drawFrame } from '../../mock/drawnFrame.ts';
import { WallPanels } from '../wall/plan/WallPanels.tsx';
import '../wall/wall.css';
import { Block, State } from './Block.tsx';
import { drawn, type DrawnState } from './drawnStates.ts';

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
const frameEveryMs = 2_000;

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

/** Puts the district into a state: what panels show they read from it. */
export function useDistrictIn(state: DrawnState): void {
  useLayoutEffect(() => useLiveStore.setState({ live: drawn(state) }), [state]);
  useDrawnFrames(state);
}

const whole = { column: 1, row: 1, width: wallColumns, height: wallRows };
const panelsOf = Object.fromEntries(
  panelKinds.map((kind) => [kind, [{ kind, ...whole, ...(kind === 'cameras' && { tiles }) }]]),
) as Record<PanelKind, WallPanel[]>;

/** Pictures for the cameras on the page, some live, some old, some frozen; every fifth camera sends none. */
function useDrawnFrames(state: DrawnState): void {
  useEffect(() => {
    const startedMs = Date.now();
    const push = (): void => {
      const shown = [...document.querySelectorAll<HTMLElement>('[data-camera]')];
      for (const [index, key] of [...new Set(shown.map((tile) => tile.dataset['camera']))].entries()) {
        const [siteId = '', deviceId = ''] = key?.split('/') ?? [];
        if (index % 5 === 4) continue;
        const atMs = Date.now() - (index % 5 === 2 ? 34_000 : 0);
        const sameSinceMs = index % 5 === 3 ? startedMs - 83_000 : atMs;
        takeFrame({
          siteId,
          deviceId,
          at: new Date(atMs).toISOString(),
          sameSince: new Date(sameSinceMs).toISOString(),
          jpeg: drawFrame(index, sameSinceMs, deviceId.toUpperCase()),
        });
      }
    };
    push();
    const timer = setInterval(push, frameEveryMs);
    return () => clearInterval(timer);
  }, [state]);
}
