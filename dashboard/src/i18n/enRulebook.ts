import type { zhRulebook } from './zhRulebook.ts';

/** Trying a changed rulebook on the past, in English. */
export const enRulebook: Record<keyof typeof zhRulebook, string> = {
  'office.rulebook': 'Rule trial',
  'trial.rules': 'Change a rule and see what it would do',
  'trial.hint':
    'Judges what devices really sent in the last days twice, by the rules in force and by the changed ones, and compares. Nothing is put in force: for that, change the files of the rulebook and restart.',
  'trial.rule': 'Rule',
  'trial.rule.choose': 'Start from a rule in force…',
  'trial.days': 'Last days',
  'trial.yaml': 'Text of the rules (YAML, one or several)',
  'trial.start': 'Try it',
  'trial.stop': 'Stop',
  'trial.progress.label': 'Progress of the trial',
  'trial.progress': '{{done}} of {{total}} kitchens tried, {{count}} readings…',
  'trial.done': '{{done}} of {{total}} kitchens tried, {{count}} readings',
  'trial.nothing': 'Neither set of rules raised an alarm in these days',
  'trial.limit.presence-not-kept': 'Not tried (when devices came and went is not kept): {{rules}}',
  'trial.limit.findings-not-kept':
    'Not tried (of what intake finds wrong only daily counts are kept): {{rules}}',
  'trial.limit.only-values-kept':
    'Tried on values and findings alone, so a device that told only its presence or pictures counts as silent: {{rules}}',
  'trial.kind.raised': 'Raised',
  'trial.kind.missed': 'No longer raised',
  'trial.kind.earlier': 'Earlier',
  'trial.kind.later': 'Later',
  'trial.kind.same': 'The same',
  'trial.differences': 'Alarms that differ ({{count}})',
  'trial.unlisted': 'Further differences, counted above and not listed: {{count}}',
  'trial.column.when': 'Raised at',
  'trial.column.kind': 'Difference',
  'trial.column.rule': 'Rule',
  'trial.column.where': 'Kitchen and device',
  'trial.column.lasted': 'Lasted',
  'trial.lasts': 'Still lasts',
};
