/** The work list's filters, kept in the URL so that a link shows what the sender saw. Pure. */
import { clockRuns } from '@mingchu/shared/dispatch';
import { annunciates, type Severity, severities } from '@mingchu/shared/violation';
import type { WorkItem } from '../../live/worklist.ts';

export const stateFilters = ['all', 'unack', 'open', 'breached', 'verify', 'shelved'] as const;
export type StateFilter = (typeof stateFilters)[number];

export interface Filters {
  state: StateFilter;
  severity: Severity | 'all';
  /** Selected item. */
  id: string | null;
}

/** Reads the filters from a query string; unknown words mean all. */
export function readFilters(search: string): Filters {
  const query = new URLSearchParams(search);
  return {
    state: stateFilters.find((each) => each === query.get('state')) ?? 'all',
    severity: severities.find((each) => each === query.get('severity')) ?? 'all',
    id: query.get('id'),
  };
}

/** Query string of the filters, without what is default. */
export function writeFilters(filters: Filters): string {
  const query = new URLSearchParams();
  if (filters.state !== 'all') query.set('state', filters.state);
  if (filters.severity !== 'all') query.set('severity', filters.severity);
  if (filters.id) query.set('id', filters.id);
  return query.toString();
}

const isShelved = (item: WorkItem): boolean =>
  item.violation !== null && ['shelved', 'suppressed', 'out-of-service'].includes(item.violation.state);

const matches = {
  all: () => true,
  unack: (item) => item.violation !== null && annunciates[item.violation.state],
  open: (item) => item.dispatch !== null && clockRuns[item.dispatch.state],
  breached: (item) => item.dispatch !== null && item.dispatch.breachedAt !== null,
  verify: (item) => item.dispatch?.state === 'submitted',
  shelved: isShelved,
} as const satisfies Record<StateFilter, (item: WorkItem) => boolean>;

/** How many items each state filter would show. */
export function countByFilter(items: readonly WorkItem[]): Record<StateFilter, number> {
  const count = (state: StateFilter): number => items.filter(matches[state]).length;
  return {
    all: items.length,
    unack: count('unack'),
    open: count('open'),
    breached: count('breached'),
    verify: count('verify'),
    shelved: count('shelved'),
  };
}

/** The items that pass the filters, in the order they come. */
export function applyFilters(items: readonly WorkItem[], filters: Filters): WorkItem[] {
  return items.filter(
    (item) =>
      matches[filters.state](item) && (filters.severity === 'all' || item.severity === filters.severity),
  );
}
