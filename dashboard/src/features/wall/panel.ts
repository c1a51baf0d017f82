import type { WallPanel } from '@mingchu/shared/wallLayout';
import type { LiveConnection } from '../../live/connection.ts';
import type { LiveState } from '../../live/reducer.ts';
import type { WorkItem } from '../../live/worklist.ts';

/** What every panel of the wall is given; it fills the cells that its layout gives it, whatever their size. */
export interface PanelProps {
  live: LiveState;
  /** Open violations and orders that belong on the wall, most urgent first. */
  items: readonly WorkItem[];
  connection: React.RefObject<LiveConnection | null>;
  /** Its entry in the layout. */
  panel: WallPanel;
}
