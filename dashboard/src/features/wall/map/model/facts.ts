/** What the map says beyond places: where something is wrong, how wrong, and who is on the way. Pure. */
import { type Dispatch, type DispatchState } from '@mingchu/shared/dispatch';
import type { InspectorPosition } from '@mingchu/shared/live';
import { annunciates, severities, type Severity } from '@mingchu/shared/violation';
import type { LiveState } from '../../../../live/reducer.ts';
import { countdownOf, type WorkItem } from '../../../../live/worklist.ts';
import { isRough, minutesLate } from '../../../../ui/forecast.ts';
import type { News } from './attention.ts';

export interface WrongSite {
  id: string;
  name: string;
  severity: Severity;
  /** Nobody has acknowledged what is critical here. */
  blinks: boolean;
  /** How long the due time has passed without an arrival; null while it has not. */
  overdueMs: number | null;
}
export interface Way {
  key: string;
  siteId: string;
  inspectorId: string;
  stage: 'asked' | 'accepted' | 'en-route';
  /** Minutes until he is expected, from 1; null where nothing can be said, or he should be there already. */
  minutes: number | null;
  /** By how much he will be late, minutes; null while in time. */
  lateMinutes: number | null;
  /** The minutes are of a rough estimate: his position is not known. */
  rough: boolean;
}
export interface MapFacts {
  /** Most urgent first, as in the list of the wall. */
  wrong: readonly WrongSite[];
  ways: readonly Way[];
  people: readonly InspectorPosition[];
  news: readonly News[];
}

const stageOf = {
  offered: 'asked',
  declined: null,
  accepted: 'accepted',
  'en-route': 'en-route',
  arrived: null,
  submitted: null,
  verified: null,
  recalled: null,
} as const satisfies Record<DispatchState, Way['stage'] | null>;

const minuteMs = 60_000;

/** What the map shows of the live state, besides what is on the wall. */
export type MapLive = Pick<LiveState, 'sites' | 'inspectors'>;

/** Reads the facts at server time `nowMs` from what is on the wall. */
export function factsOf(live: MapLive, items: readonly WorkItem[], nowMs: number): MapFacts {
  const wrong = new Map<string, WrongSite>();
  const news: News[] = [];
  for (const item of items) {
    const site = live.sites.get(item.siteId);
    if (!site) continue;
    const countdown = countdownOf(item.dispatch, nowMs);
    const overdueMs = countdown.kind === 'overdue' ? countdown.overdueMs : null;
    const blinks =
      item.severity === 'critical' && item.violation !== null && annunciates[item.violation.state];
    const known = wrong.get(site.id);
    wrong.set(site.id, {
      id: site.id,
      name: site.name,
      severity: known ? worse(known.severity, item.severity) : item.severity,
      blinks: blinks || known?.blinks === true,
      overdueMs: most(known?.overdueMs ?? null, overdueMs),
    });
    const inspectorId = item.dispatch?.inspectorId ?? null;
    if (overdueMs !== null) news.push({ key: `breach ${item.id}`, siteId: site.id, inspectorId });
    else if (item.severity === 'critical')
      news.push({ key: `critical ${item.id}`, siteId: site.id, inspectorId });
  }
  return {
    wrong: [...wrong.values()],
    ways: oneForEach(items.flatMap((item) => (item.dispatch ? waysOf(item.dispatch, nowMs) : []))),
    people: [...live.inspectors.values()].filter((inspector) => inspector.onShift),
    news,
  };
}

/** More lines at once say nothing: the list beside the map has them all. */
const maxWays = 12;

/** Nobody goes two ways at once: of each person the way of the most urgent order, which comes first. */
function oneForEach(ways: readonly Way[]): Way[] {
  const first = new Map<string, Way>();
  for (const way of ways) if (!first.has(way.inspectorId)) first.set(way.inspectorId, way);
  return [...first.values()].slice(0, maxWays);
}

function waysOf(dispatch: Dispatch, nowMs: number): Way[] {
  const stage = stageOf[dispatch.state];
  if (stage === null) return [];
  const asked = dispatch.inspectorId === null ? [] : [dispatch.inspectorId];
  const people = stage === 'asked' ? new Set([...asked, ...(dispatch.offeredTo ?? [])]) : new Set(asked);
  const etaMs = dispatch.etaAt ? Date.parse(dispatch.etaAt) : null;
  const minutes = etaMs === null || etaMs < nowMs ? null : Math.max(1, Math.ceil((etaMs - nowMs) / minuteMs));
  return [...people].map((inspectorId, index) => ({
    key: `${dispatch.id} ${inspectorId}`,
    siteId: dispatch.siteId,
    inspectorId,
    stage,
    // The estimate is of who is expected first.
    minutes: index > 0 ? null : minutes,
    lateMinutes: index > 0 ? null : minutesLate(dispatch),
    rough: index === 0 && isRough(dispatch),
  }));
}

function worse(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) <= severities.indexOf(b) ? a : b;
}

function most(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
