/** What waits for whom: violations joined with their orders, most urgent first. Pure. */
import { clockRuns, type Dispatch } from '@mingchu/shared/dispatch';
import { annunciates, type Severity, severities, type Violation } from '@mingchu/shared/violation';
import type { LiveState } from './reducer.ts';

export interface WorkItem {
  /** Violation id, which also names an order whose violation is closed already. */
  id: string;
  siteId: string;
  severity: Severity;
  violation: Violation | null;
  dispatch: Dispatch | null;
}

/** How one item stands against its ten minutes. */
export type Countdown =
  | { kind: 'none' }
  | { kind: 'running'; remainingMs: number; totalMs: number }
  | { kind: 'overdue'; overdueMs: number; totalMs: number }
  | { kind: 'stopped'; tookMs: number; late: boolean; totalMs: number };

/** Reads the countdown of an order; `nowMs` is server time. */
export function countdownOf(dispatch: Dispatch | null, nowMs: number): Countdown {
  if (!dispatch) return { kind: 'none' };
  const openedMs = Date.parse(dispatch.openedAt);
  const dueMs = Date.parse(dispatch.dueAt);
  const totalMs = Math.max(1, dueMs - openedMs);
  if (!clockRuns[dispatch.state]) {
    if (dispatch.arrivedAt === null) return { kind: 'none' };
    const arrivedMs = Date.parse(dispatch.arrivedAt);
    return { kind: 'stopped', tookMs: arrivedMs - openedMs, late: arrivedMs > dueMs, totalMs };
  }
  const remainingMs = dueMs - nowMs;
  return remainingMs >= 0
    ? { kind: 'running', remainingMs, totalMs }
    : { kind: 'overdue', overdueMs: -remainingMs, totalMs };
}

/** Joins open violations with their orders, and adds orders that outlive their violation. */
export function workItems(state: Pick<LiveState, 'violations' | 'dispatches'>): WorkItem[] {
  const byViolation = new Map<string, Dispatch>();
  for (const dispatch of state.dispatches.values()) byViolation.set(dispatch.violationId, dispatch);
  const items: WorkItem[] = [];
  for (const violation of state.violations.values()) {
    const { id, siteId, severity } = violation;
    items.push({ id, siteId, severity, violation, dispatch: byViolation.get(id) ?? null });
    byViolation.delete(id);
  }
  for (const dispatch of byViolation.values()) {
    const { violationId: id, siteId, severity } = dispatch;
    items.push({ id, siteId, severity, violation: null, dispatch });
  }
  return items.sort(byUrgency);
}

/**
 * 0 a running clock · 1 unacknowledged without an order · 2 other without · 3 someone is there · 4 set aside. Who is
 * awaited is awaited, also for what was set aside meanwhile: that stops no clock.
 */
function urgencyGroup(item: WorkItem): number {
  const { violation, dispatch } = item;
  if (dispatch && clockRuns[dispatch.state]) return 0;
  if (violation && (violation.state === 'shelved' || violation.state === 'suppressed')) return 4;
  if (violation?.state === 'out-of-service') return 4;
  if (dispatch && dispatch.state !== 'recalled') return 3;
  return violation && annunciates[violation.state] ? 1 : 2;
}

/** Order of the work list: what is late and least time left, then what nobody has looked at, then by severity and age. */
export function byUrgency(a: WorkItem, b: WorkItem): number {
  const group = urgencyGroup(a) - urgencyGroup(b);
  if (group !== 0) return group;
  const clock = urgencyGroup(a) === 0 && a.dispatch && b.dispatch ? byClock(a.dispatch, b.dispatch) : 0;
  if (clock !== 0) return clock;
  const severity = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  if (severity !== 0) return severity;
  const openedA = a.violation?.openedAt ?? a.dispatch?.openedAt ?? '';
  const openedB = b.violation?.openedAt ?? b.dispatch?.openedAt ?? '';
  return openedA === openedB ? (a.id < b.id ? -1 : 1) : openedA < openedB ? -1 : 1;
}

/**
 * Which of two orders whose clocks run presses more: a late one, among late ones the graver and then the later, among
 * the others the one with the least time left.
 */
export function byClock(a: Dispatch, b: Dispatch): number {
  const [lateA, lateB] = [a.breachedAt !== null, b.breachedAt !== null];
  if (lateA !== lateB) return lateA ? -1 : 1;
  const severity = lateA ? severities.indexOf(a.severity) - severities.indexOf(b.severity) : 0;
  if (severity !== 0 || a.dueAt === b.dueAt) return severity;
  return a.dueAt < b.dueAt ? -1 : 1;
}

/** True while an arrival or more time waits for an officer's word: the clock runs meanwhile. */
export function waitsForOfficer({ dispatch }: WorkItem): boolean {
  if (dispatch === null || !clockRuns[dispatch.state]) return false;
  const claim = dispatch.arrivalClaim?.state ?? 'refused';
  return Boolean(dispatch.extension) || claim !== 'refused';
}

/** True for what the wall shows: not set aside on purpose, and not merely waiting for paperwork. */
export function isOnWall(item: WorkItem): boolean {
  return item.violation !== null && urgencyGroup(item) !== 4;
}

/** True for what an officer has shelved, and the wall therefore does not show. */
export function isShelvedAway(item: WorkItem): boolean {
  return item.violation?.state === 'shelved' && !isOnWall(item);
}

/** True while somebody is on his way, or nobody has looked at it. */
export function waitsForSomebody({ violation, dispatch }: WorkItem): boolean {
  if (dispatch !== null && clockRuns[dispatch.state]) return true;
  return violation !== null && annunciates[violation.state];
}

/** Worst severity per site among the items. */
export function worstBySite(items: readonly WorkItem[]): Map<string, Severity> {
  const worst = new Map<string, Severity>();
  for (const { siteId, severity } of items) {
    const known = worst.get(siteId);
    if (!known || severities.indexOf(severity) < severities.indexOf(known)) worst.set(siteId, severity);
  }
  return worst;
}
