/** The plan of shifts as it is decided on, and the shifts that come of it. Pure; times in ms since 1970. */
import { localOffsetMs } from '@mingchu/shared/openingHours';
import type { Holiday, Leave, Rota, Shift, Swap } from '@mingchu/shared/shift';

export interface ShiftOverride {
  inspectorId: string;
  onShift: boolean;
  /** When the rota speaks again. */
  until: Date;
}

export interface ShiftPlan {
  rotas: readonly Rota[];
  leaves: readonly Leave[];
  /** Agreed ones. */
  swaps: readonly Swap[];
  holidays: readonly Holiday[];
  overrides: readonly ShiftOverride[];
  /** Grids of each group, for rotas that name none. */
  gridsOfGroup: ReadonlyMap<string, readonly string[]>;
}

/** One shift of one person, without what leave cuts out of it. */
export interface PlannedShift {
  inspectorId: string;
  rota: Rota;
  gridIds: readonly string[];
  fromMs: number;
  toMs: number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** The local date of a moment, `2026-11-24`. */
export function localDateOf(ms: number): string {
  return new Date(ms + localOffsetMs).toISOString().slice(0, 10);
}

/**
 * Everybody whom a rota that is in force today names: the others are on shift as the registry says. `shifts`: at least
 * those that run at this moment.
 */
export function namedInspectors(
  plan: ShiftPlan,
  atMs: number,
  shifts: readonly PlannedShift[] = plannedShifts(plan, atMs, atMs + 1),
): Set<string> {
  const today = localDateOf(atMs);
  const named = new Set(
    plan.rotas.flatMap((rota) =>
      rota.effectiveFrom <= today && (rota.effectiveTo === null || rota.effectiveTo >= today)
        ? rota.inspectorIds
        : [],
    ),
  );
  // Who only takes over a shift follows the plan on that day alone.
  for (const swap of plan.swaps) if (swap.date === today) named.add(swap.takerId);
  // A shift that began on the last day of its rota, or of a swap, is ended by the plan.
  for (const shift of shifts) if (shift.fromMs <= atMs && atMs < shift.toMs) named.add(shift.inspectorId);
  return named;
}

/** Moments at which a rota or a swap begins or ceases to name people. */
export function namingChanges(plan: ShiftPlan): number[] {
  const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`) - localOffsetMs;
  return [
    ...plan.rotas.flatMap(({ effectiveFrom, effectiveTo }) => [
      midnight(effectiveFrom),
      ...(effectiveTo === null ? [] : [midnight(effectiveTo) + dayMs]),
    ]),
    ...plan.swaps.flatMap(({ date }) => [midnight(date), midnight(date) + dayMs]),
  ];
}

/** Shifts that touch the time from `fromMs` to `toMs`, ordered by their begin. */
export function plannedShifts(plan: ShiftPlan, fromMs: number, toMs: number): PlannedShift[] {
  const shifts: PlannedShift[] = [];
  // A shift that passes midnight begins on the day before.
  for (let ms = fromMs - dayMs; localDateOf(ms) <= localDateOf(toMs); ms += dayMs) {
    for (const shift of shiftsBeginningOn(plan, localDateOf(ms)))
      if (shift.fromMs < toMs && shift.toMs > fromMs) shifts.push(shift);
  }
  return shifts.sort((a, b) => a.fromMs - b.fromMs || (a.inspectorId < b.inspectorId ? -1 : 1));
}

function shiftsBeginningOn(plan: ShiftPlan, date: string): PlannedShift[] {
  const midnightMs = Date.parse(`${date}T00:00:00Z`) - localOffsetMs;
  const holiday = plan.holidays.find((each) => each.date === date);
  const weekday = holiday === undefined ? weekdayOf(date) : holiday.asWeekday;
  if (weekday === null) return [];
  const givenTo = new Map(
    plan.swaps.filter((swap) => swap.date === date).map((swap) => [swap.giverId, swap.takerId]),
  );
  return plan.rotas.flatMap((rota) => {
    if (rota.effectiveFrom > date || (rota.effectiveTo !== null && rota.effectiveTo < date)) return [];
    if (!rota.weekdays.includes(weekday)) return [];
    const fromMs = midnightMs + minuteOf(rota.from) * minuteMs;
    const endMs = midnightMs + minuteOf(rota.to) * minuteMs;
    const toMs = endMs > fromMs ? endMs : endMs + dayMs;
    const gridIds = rota.gridIds.length > 0 ? rota.gridIds : (plan.gridsOfGroup.get(rota.groupId) ?? []);
    const people = new Set(rota.inspectorIds.map((id) => givenTo.get(id) ?? id));
    return [...people].map((inspectorId) => ({ inspectorId, rota, gridIds, fromMs, toMs }));
  });
}

/** 1 Monday to 7 Sunday. */
function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

/** True while he is on leave. */
export function isOnLeave(plan: ShiftPlan, inspectorId: string, atMs: number): boolean {
  return plan.leaves.some(
    (leave) =>
      leave.inspectorId === inspectorId && Date.parse(leave.from) <= atMs && atMs < Date.parse(leave.to),
  );
}

/** The shift as screens show it. */
export function shiftView({ inspectorId, rota, gridIds, fromMs, toMs }: PlannedShift): Shift {
  return {
    inspectorId,
    rotaId: rota.id,
    rotaName: rota.name,
    gridIds: [...gridIds],
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  };
}
