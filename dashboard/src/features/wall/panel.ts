import type { WallPanel } from '@mingchu/shared/wallLayout';
import type { LiveConnection } from '../../live/connection.ts';

/**
 * What every panel of the wall is given; it fills the cells that its layout gives it, whatever their size. What it shows
 * it reads itself, and only that: a panel is not drawn again for what another one shows.
 */
export interface PanelProps {
  connection: React.RefObject<LiveConnection | null>;
  /** Its entry in the layout. */
  panel: WallPanel;
}
