/** The work list's filters, kept in the URL so that a link shows what the sender saw. Pure. */
import { clockRuns } from '@mingchu/shared/dispatch';
import { annunciates, type Severity, severities } from '@mingchu/shared/violation';
import { type SiteKind, siteKinds } from '@mingchu/shared/vocabulary';
import type { LiveState } from '../../../live/reducer.ts';
import { type WorkItem, waitsForOfficer } from '../../../live/worklist.ts';

export const stateFilters = ['all', 'unack', 'open', 'breached', 'claim', 'verify', 'shelved'] as const;
export type StateFilter = (typeof stateFilters)[number];

export interface Filters {
  state: StateFilter;
  severity: Severity | 'all';
  /** Ids; empty: all. */
  group: string;
  grid: string;
  rule: string;
  kind: SiteKind | '';
  /** Free text: name or address of the site, rule, inspector. */
  q: string;
  /** Selected item. */
  id: string | null;
}

export const noFilters: Filters = {
  state: 'all',
  severity: 'all',
  group: '',
  grid: '',
  rule: '',
  kind: '',
  q: '',
  id: null,
};

/** Reads the filters from a query string; unknown words mean all. */
export function readFilters(search: string): Filters {
  const query = new URLSearchParams(search);
  const text = (name: string): string => (query.get(name) ?? '').slice(0, 100);
  return {
    state: stateFilters.find((each) => each === query.get('state')) ?? 'all',
    severity: severities.find((each) => each === query.get('severity')) ?? 'all',
    group: text('group'),
    grid: text('grid'),
    rule: text('rule'),
    kind: siteKinds.find((each) => each === query.get('kind')) ?? '',
    q: text('q'),
    id: query.get('id'),
  };
}

/** Query string of the filters, without what is default. */
export function writeFilters(filters: Filters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== null && value !== '' && value !== 'all') query.set(name, value);
  }
  return query.toString();
}

const isShelved = (item: WorkItem): boolean =>
  item.violation !== null && ['shelved', 'suppressed', 'out-of-service'].includes(item.violation.state);

const matches = {
  all: () => true,
  unack: (item) => item.violation !== null && annunciates[item.violation.state],
  open: (item) => item.dispatch !== null && clockRuns[item.dispatch.state],
  breached: (item) => item.dispatch !== null && item.dispatch.breachedAt !== null,
  claim: waitsForOfficer,
  verify: (item) => item.dispatch?.state === 'submitted',
  shelved: isShelved,
} as const satisfies Record<StateFilter, (item: WorkItem) => boolean>;

/** How many items each state filter would show; one walk over the list. */
export function countByFilter(items: readonly WorkItem[]): Record<StateFilter, number> {
  const counts = { all: 0, unack: 0, open: 0, breached: 0, claim: 0, verify: 0, shelved: 0 };
  for (const item of items) {
    for (const state of stateFilters) if (matches[state](item)) counts[state] += 1;
  }
  return counts;
}

type Names = Pick<LiveState, 'sites' | 'grids' | 'rules' | 'inspectors'>;

/** The items that pass the filters, in the order they come. */
export function applyFilters(items: readonly WorkItem[], filters: Filters, live: Names): WorkItem[] {
  const { state, severity, group, grid, rule, kind } = filters;
  const groupOf = new Map(live.grids.map(({ id, groupId }) => [id, groupId]));
  const words = filters.q.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const site = live.sites.get(item.siteId);
    return (
      matches[state](item) &&
      (severity === 'all' || item.severity === severity) &&
      (rule === '' || item.violation?.ruleId === rule) &&
      (kind === '' || site?.kind === kind) &&
      (grid === '' || site?.gridId === grid) &&
      (group === '' || groupOf.get(site?.gridId ?? '') === group) &&
      (words.length === 0 || hasAll(words, textOf(item, live)))
    );
  });
}

function hasAll(words: readonly string[], text: string): boolean {
  return words.every((word) => text.includes(word));
}

function textOf({ siteId, violation, dispatch }: WorkItem, live: Names): string {
  const site = live.sites.get(siteId);
  const rule = live.rules.get(violation?.ruleId ?? '');
  const person = live.inspectors.get(dispatch?.inspectorId ?? '');
  return [
    siteId,
    site?.name,
    site?.address,
    rule?.id,
    rule?.title.zh,
    rule?.title.en,
    person?.name,
    violation?.deviceId,
  ]
    .join(' ')
    .toLowerCase();
}
