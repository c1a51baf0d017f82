/**
 * Flood mode (ISA-18.2 §16, EEMUA 191): when more comes than a person can read one by one, the list is drawn by what
 * belongs together, at the desk and on the wall alike. Pure.
 */
import { floodBeginsAbove, floodEndsBelow, loadWindowMs } from '@mingchu/shared/alarmLoad';
import type { TodayStats } from '@mingchu/shared/live';
import { annunciates } from '@mingchu/shared/violation';
import { isPastLimit } from './ageLimits.ts';
import { type WorkItem, waitsForOfficer } from './worklist.ts';

/** Key of the fold of what is of low severity. */
export const foldedAway = 'folded';
/** How many of the most urgent stay on top, whatever comes. */
export const pinnedCount = 3;
/** One rule at this many sites is one cause: a broker that fell silent, a power cut in a street. */
const commonCauseSites = 3;

/** In flood or not, from the new alarms of the last 10 minutes for one officer; between the two limits it stays. */
export function floodAfter(inFlood: boolean, per10Min: number): boolean {
  return inFlood ? per10Min >= floodEndsBelow : per10Min > floodBeginsAbove;
}

/** Open alarms announced after `sinceMs`; what is set aside by design was never announced. */
export function announcedSince(items: readonly WorkItem[], sinceMs: number): number {
  let count = 0;
  for (const { violation } of items) {
    if (!violation || violation.state === 'suppressed' || violation.state === 'out-of-service') continue;
    if (Date.parse(violation.openedAt) > sinceMs) count += 1;
  }
  return count;
}

/**
 * New alarms of the last 10 minutes: the server also counts what is closed again, the screen is faster. What the server
 * counted too long ago says nothing of these 10 minutes.
 */
export function alarmsLately(
  items: readonly WorkItem[],
  stats: Pick<TodayStats, 'alarmsLast10Min' | 'at'> | null,
  { nowMs, speed }: { nowMs: number; speed: number },
): number {
  const onScreen = announcedSince(items, nowMs - loadWindowMs);
  if (stats === null || isPastLimit('stats', nowMs - Date.parse(stats.at), speed)) return onScreen;
  return Math.max(onScreen, stats.alarmsLast10Min);
}

/** Alarms that belong together: at one site, or of one cause at many. The first cause is on top. */
export interface FloodGroup {
  key: string;
  /** Key of what holds them in the list at the desk: the group itself, or the fold of what is folded away. */
  heldBy: string;
  by: 'site' | 'cause';
  /** Id of the site, or of the rule. */
  id: string;
  /** In order of their beginning: the first is what the others may follow from. */
  items: WorkItem[];
  sites: number;
}

export interface FloodView {
  /** What waits for an officer's word comes first: nobody else can go on with it. */
  waiting: WorkItem[];
  /** The most urgent, in order of urgency. */
  pinned: WorkItem[];
  /** The group with the most urgent member first. */
  groups: FloodGroup[];
  /** Reported and to be verified: paperwork, counted and folded away while there is a flood. */
  paperwork: WorkItem[];
  /** Low severity, counted and folded away. */
  folded: WorkItem[];
}

const lowSeverities: ReadonlySet<string> = new Set(['minor', 'info']);

/** Arranges a list that is sorted by urgency. Every item is in exactly one place. */
export function arrangeFlood(items: readonly WorkItem[]): FloodView {
  const waiting = items.filter(waitsForOfficer);
  const others = items.filter((item) => !waitsForOfficer(item));
  const pinned = others.slice(0, pinnedCount);
  const paperwork = others.slice(pinnedCount).filter(isPaperwork);
  const rest = others.slice(pinnedCount).filter((item) => !isPaperwork(item));
  const folded = rest.filter(({ severity }) => lowSeverities.has(severity));
  const grave = rest.filter(({ severity }) => !lowSeverities.has(severity));
  return { waiting, pinned, groups: groupsOf(grave), paperwork, folded };
}

/** Somebody was there and has reported, and nothing goes on meanwhile. */
function isPaperwork({ violation, dispatch }: WorkItem): boolean {
  return dispatch?.state === 'submitted' && (violation === null || !annunciates[violation.state]);
}

/** Causes at many sites among what is folded away, for a screen that has room to name them. */
export function causesAmong(folded: readonly WorkItem[]): FloodGroup[] {
  return groupsOf(folded).flatMap((group) => (group.by === 'cause' ? { ...group, heldBy: foldedAway } : []));
}

function groupsOf(items: readonly WorkItem[]): FloodGroup[] {
  const sitesOfRule = new Map<string, Set<string>>();
  for (const { siteId, violation } of items) {
    if (!violation) continue;
    const sites = sitesOfRule.get(violation.ruleId) ?? new Set();
    sitesOfRule.set(violation.ruleId, sites.add(siteId));
  }
  const groups = new Map<string, FloodGroup>();
  for (const item of items) {
    const ruleId = item.violation?.ruleId ?? '';
    const common = (sitesOfRule.get(ruleId)?.size ?? 0) >= commonCauseSites;
    const [by, id] = common ? (['cause', ruleId] as const) : (['site', item.siteId] as const);
    const key = `${by} ${id}`;
    const group = groups.get(key) ?? { key, heldBy: key, by, id, items: [], sites: 0 };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({
    ...group,
    items: [...group.items].sort((a, b) => onsetOf(a).localeCompare(onsetOf(b))),
    sites: new Set(group.items.map(({ siteId }) => siteId)).size,
  }));
}

function onsetOf({ violation, dispatch }: WorkItem): string {
  return violation?.onsetAt ?? dispatch?.openedAt ?? '';
}
