import type { PanelKind } from '@mingchu/shared/wallLayout';

/**
 * What a panel as a whole is as old as: today's numbers, which come every 5 s with the time as of which they are true, or
 * the newest message of any device, without which nobody knows how the devices are. The others date their parts.
 */
export const panelAgedBy: Readonly<Partial<Record<PanelKind, 'stats' | 'intake'>>> = {
  'on-time': 'stats',
  'arrival-times': 'stats',
  'by-hour': 'stats',
  'by-type': 'stats',
  load: 'stats',
  intake: 'stats',
  devices: 'intake',
  'kitchens-open': 'intake',
};
