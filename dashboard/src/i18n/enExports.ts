import type { zhExports } from './zhExports.ts';

/** What leaves the house: forms that ask for the reason, and the names that the record has for it. */
export const enExports: Record<keyof typeof zhExports, string> = {
  'office.export': 'Export CSV',
  'office.export.table': 'Which table',
  'office.export.reason': 'What it is for (goes on record)',
  'office.print.week': 'Print weekly report',
  'office.print.other': 'Print report',
  'office.print.record': 'Printed by {{who}} · for: {{reason}}',
  'office.print.refused':
    'Print the report by “{{button}}” on the page: who prints it, and what for, goes on record.',
  'office.export.name.arrivals': 'Arrivals',
  'office.export.name.false-alarms': 'False alarms',
  'office.export.name.device-bindings': 'Device bindings',
  'office.export.name.calibrations': 'Calibrations',
  'office.export.name.weekly-report': 'Weekly report (printed)',
  'office.export.name.registry-groups': 'Groups',
  'office.export.name.registry-grids': 'Grids',
  'office.export.name.registry-sites': 'Sites',
  'office.export.name.registry-inspectors': 'Inspectors',
  'error.code.export-needs-reason': 'Say what it is for: who takes it out and why goes on record.',
};
