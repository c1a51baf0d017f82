/** Who is on shift at a moment, when that changes, and which grids nobody covers. Pure. */
import type { CoverageGap, GridCoverage } from '@mingchu/shared/shift';
import {
  isOnLeave,
  namedInspectors,
  namingChanges,
  type PlannedShift,
  plannedShifts,
  type ShiftPlan,
} from './shiftPlan.ts';

/** Who is there beside the rotas, and which grids there are. */
export interface Ground {
  /** Inspectors as the registry has them: `onShift` says what holds while no rota names him. */
  inspectors: readonly { id: string; onShift: boolean; gridIds: readonly string[] }[];
  grids: readonly { id: string; name: string; groupId: string }[];
}

/** How far a missing cover is told ahead, ms. */
export const lookAheadMs = 12 * 3_600_000;
const dayMs = 86_400_000;
/** Most gaps on a screen: a district with no rota for half of its grids must not flood the wall. */
const maxGaps = 50;

/** What the plan says about each inspector whom it rules; the others are missing. */
export function onShiftByPlan(plan: ShiftPlan, atMs: number): Map<string, boolean> {
  const working = new Set(
    workingAt(plan, plannedShifts(plan, atMs, atMs + 1), atMs).map((s) => s.inspectorId),
  );
  const ruled = new Map([...namedInspectors(plan, atMs)].map((id) => [id, working.has(id)]));
  for (const { inspectorId, onShift, until } of plan.overrides)
    if (until.getTime() > atMs) ruled.set(inspectorId, onShift);
  return ruled;
}

/** What the running shifts entrust to an inspector beside, or instead of, what the registry says. */
export interface Cover {
  /** Grids that a rota names; null when none does. */
  gridIds: string[] | null;
  /** Groups of which a rota names no grid, and so means all. */
  groupIds: string[];
}

/** By inspector; who works by hand only, or by no rota, is missing: his grids are those of the registry. */
export function coverByPlan(plan: ShiftPlan, atMs: number): Map<string, Cover> {
  const covers = new Map<string, Cover>();
  for (const { inspectorId, rota } of workingAt(plan, plannedShifts(plan, atMs, atMs + 1), atMs)) {
    const { gridIds, groupIds } = covers.get(inspectorId) ?? { gridIds: null, groupIds: [] };
    covers.set(
      inspectorId,
      rota.gridIds.length === 0
        ? { gridIds, groupIds: [...new Set([...groupIds, rota.groupId])] }
        : { gridIds: [...new Set([...(gridIds ?? []), ...rota.gridIds])], groupIds },
    );
  }
  return covers;
}

/** Shifts that run at this moment, of people who are not on leave. */
function workingAt(plan: ShiftPlan, shifts: readonly PlannedShift[], atMs: number): PlannedShift[] {
  return shifts.filter(
    (shift) => shift.fromMs <= atMs && atMs < shift.toMs && !isOnLeave(plan, shift.inspectorId, atMs),
  );
}

/** Moments after `fromMs` and up to `toMs` at which somebody may come or go, in order. */
export function boundaries(plan: ShiftPlan, fromMs: number, toMs: number): number[] {
  const times = [
    ...plannedShifts(plan, fromMs, toMs).flatMap((shift) => [shift.fromMs, shift.toMs]),
    ...plan.leaves.flatMap((leave) => [Date.parse(leave.from), Date.parse(leave.to)]),
    ...plan.overrides.map((override) => override.until.getTime()),
    ...namingChanges(plan),
  ].filter((ms) => ms > fromMs && ms <= toMs);
  return [...new Set(times)].sort((a, b) => a - b);
}

/** The next moment at which the plan speaks about this inspector; a day from now when it does not. */
export function nextWordAbout(plan: ShiftPlan, inspectorId: string, atMs: number): number {
  const until = atMs + 7 * dayMs;
  const his = { ...plan, overrides: [], leaves: plan.leaves.filter((l) => l.inspectorId === inspectorId) };
  const shifts = plannedShifts(his, atMs, until).filter((shift) => shift.inspectorId === inspectorId);
  const times = [
    ...shifts.flatMap((shift) => [shift.fromMs, shift.toMs]),
    ...his.leaves.flatMap((leave) => [Date.parse(leave.from), Date.parse(leave.to)]),
  ].filter((ms) => ms > atMs);
  return times.length === 0 ? atMs + dayMs : Math.min(...times);
}

/** Who covers each grid from `fromMs` to `toMs`, in segments that follow each other without a hole. */
export function coverage(plan: ShiftPlan, ground: Ground, fromMs: number, toMs: number): GridCoverage[] {
  const cuts = [fromMs, ...boundaries(plan, fromMs, toMs).filter((ms) => ms < toMs)];
  const shifts = plannedShifts(plan, fromMs, toMs);
  const stretches = cuts.map((from, index) => ({
    from,
    to: cuts[index + 1] ?? toMs,
    people: peopleByGrid(plan, ground, { shifts, atMs: from }),
  }));
  return ground.grids.map(({ id, name, groupId }) => {
    const segments: GridCoverage['segments'] = [];
    for (const { from, to, people } of stretches) {
      const inspectorIds = [...(people.get(id) ?? [])].sort();
      const last = segments.at(-1);
      if (last !== undefined && last.inspectorIds.join() === inspectorIds.join())
        last.to = new Date(to).toISOString();
      else
        segments.push({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), inspectorIds });
    }
    return { gridId: id, gridName: name, groupId, segments };
  });
}

function peopleByGrid(
  plan: ShiftPlan,
  ground: Ground,
  { shifts, atMs }: { shifts: readonly PlannedShift[]; atMs: number },
): Map<string, Set<string>> {
  const byGrid = new Map<string, Set<string>>();
  const add = (gridIds: readonly string[], inspectorId: string): void => {
    for (const gridId of gridIds) byGrid.set(gridId, (byGrid.get(gridId) ?? new Set()).add(inspectorId));
  };
  const overridden = new Map(
    plan.overrides.flatMap((each) => (each.until.getTime() > atMs ? [[each.inspectorId, each.onShift]] : [])),
  );
  for (const shift of workingAt(plan, shifts, atMs))
    if (overridden.get(shift.inspectorId) !== false) add(shift.gridIds, shift.inspectorId);
  const named = namedInspectors(plan, atMs, shifts);
  for (const { id, onShift, gridIds } of ground.inspectors) {
    const there = overridden.get(id) ?? (named.has(id) ? false : onShift);
    // By hand, or of whom no rota speaks: he covers the grids that are his.
    if (there) add(gridIds, id);
  }
  return byGrid;
}

/** Grids that nobody covers now or within the look-ahead, the present ones first. */
export function coverageGaps(plan: ShiftPlan, ground: Ground, nowMs: number): CoverageGap[] {
  const endMs = nowMs + lookAheadMs;
  const gaps = coverage(plan, ground, nowMs, endMs).flatMap(({ gridId, gridName, segments }) => {
    const open = segments.find((segment) => segment.inspectorIds.length === 0);
    if (open === undefined) return [];
    const now = Date.parse(open.from) === nowMs;
    const gap: CoverageGap = {
      gridId,
      gridName,
      from: open.from,
      to: Date.parse(open.to) >= endMs ? null : open.to,
      state: now ? 'uncovered-now' : 'uncovered-soon',
    };
    return [gap];
  });
  return gaps
    .sort((a, b) => a.from.localeCompare(b.from) || a.gridId.localeCompare(b.gridId))
    .slice(0, maxGaps);
}
