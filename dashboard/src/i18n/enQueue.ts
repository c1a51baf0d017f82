/** Texts of the wall's queue in English. */
import type { zhQueue } from './zhQueue.ts';

export const enQueue: Record<keyof typeof zhQueue, string> = {
  'eta.in': 'Arrives in {{n}} min',
  'eta.soon': 'Arriving now',
  'eta.past': 'Estimate has passed',
  'eta.late': '{{n}} min late',
  'eta.lateSome': 'Will be late',
  'eta.nobody': 'Nobody in time',
  'eta.nobodyRough': 'Likely nobody in time',
  'eta.inRough': 'In about {{n}} min',
  'eta.lateRough': 'About {{n}} min late',
  'eta.unheard': 'Not heard of',
  'eta.unknown': 'ETA unknown',
  'queue.flood': 'Alarm flood',
  'queue.flood.rate': '{{n}} in 10 min',
  'queue.claim': 'To judge',
  'queue.group.site': '{{n}}',
  'queue.group.cause': '{{n}} at {{sites}} sites',
  'queue.group.first': 'First',
  'queue.shelved': '{{n}} shelved',
  'queue.folded': 'Folded',
};
