import type { zhOfficers } from './zhOfficers.ts';

/** Officers at a desk: what comes to each, and what he does. */
export const enOfficers: Record<keyof typeof zhOfficers, string> = {
  officers: 'At a desk',
  'officers.nobody': 'Nobody on the desk',
  'officers.nobody.hint': 'No officer has a desk open; new alarms count for one officer.',
  'officers.more': 'Details',
  'officers.less': 'Fewer details',
  'officers.who': 'Officer',
  'officers.since': 'Since',
  'officers.last10Min': 'Given in the last 10 min',
  'officers.last10Min.aim':
    'Shared by those present when it came. In 10 min ≤ 1 is acceptable, ≤ 2 manageable, more over-demanding (EEMUA 191); more than 10 a flood (ISA-18.2)',
  'officers.average': 'Shift average',
  'officers.peak': 'Shift peak',
  'officers.acks': 'Acknowledged',
  'officers.reviews': 'Reviewed',
  'officers.dispatches': 'Sent',
  'officers.medianAck': 'Median to acknowledge',
  'officers.legend':
    'Average and peak are per 10 min; acts are of the last 10 min / of this shift. EEMUA 191: ≤ 1 acceptable, ≤ 2 manageable, more over-demanding; ISA-18.2: more than 10 a flood.',
  'officers.unattended': 'Unattended',
  'officers.unattended.aim':
    'Time of the last 24 h with nobody on the desk, and what was announced meanwhile',
  'officers.toNobody': '{{n}} alarms meanwhile',
};
