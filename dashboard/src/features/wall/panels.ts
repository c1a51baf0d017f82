/** The catalog of panels: a new one is a component, a kind in shared, and a line here. */
import type { PanelKind } from '@mingchu/shared/wallLayout';
import { CameraPanel } from './cameras/CameraPanel.tsx';
import { MapPanel } from './map/MapPanel.tsx';
import { ArrivalTimesPanel } from './numbers/ArrivalTimesPanel.tsx';
import { ByHourPanel } from './numbers/ByHourPanel.tsx';
import { ByTypePanel } from './numbers/ByTypePanel.tsx';
import { DevicesPanel } from './numbers/DevicesPanel.tsx';
import { InspectorsPanel } from './numbers/InspectorsPanel.tsx';
import { IntakePanel } from './numbers/IntakePanel.tsx';
import { KitchensOpenPanel } from './numbers/KitchensOpenPanel.tsx';
import { LoadPanel } from './numbers/LoadPanel.tsx';
import { OnTimePanel } from './numbers/OnTimePanel.tsx';
import type { PanelProps } from './panel.ts';
import { QueuePanel } from './queue/QueuePanel.tsx';

export const panels = {
  cameras: CameraPanel,
  map: MapPanel,
  queue: QueuePanel,
  'on-time': OnTimePanel,
  'arrival-times': ArrivalTimesPanel,
  'by-hour': ByHourPanel,
  'by-type': ByTypePanel,
  load: LoadPanel,
  intake: IntakePanel,
  devices: DevicesPanel,
  'kitchens-open': KitchensOpenPanel,
  inspectors: InspectorsPanel,
} as const satisfies Record<PanelKind, React.ComponentType<PanelProps>>;
