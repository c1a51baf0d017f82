/**
 * The demonstration's plan of shifts: four crews of each group, two by day and two by night, so that every grid has
 * somebody of its own at any time. Scenarios have no plan: their people are on shift as registered.
 */
import type { Page } from '@mingchu/shared/http';
import type { GridCoverage, LeaveBody, Rota, RotaBody } from '@mingchu/shared/shift';
import type { ApiSession } from '../apiClient.ts';
import type { District } from '../district/buildDistrict.ts';
import { localText } from '../district/localTime.ts';

const dayMs = 86_400_000;
/** Twelve hours each: at most 48 a week for one person. */
const crews = [
  { name: '白班甲', weekdays: [1, 2, 3, 4], from: '08:00', to: '20:00' },
  { name: '白班乙', weekdays: [5, 6, 7], from: '08:00', to: '20:00' },
  { name: '夜班甲', weekdays: [1, 2, 3, 4], from: '20:00', to: '08:00' },
  { name: '夜班乙', weekdays: [5, 6, 7], from: '20:00', to: '08:00' },
];

/** As many inspectors as the plan wants: one of each crew for each of the twenty grids. */
export const demoInspectors = crews.length * 20;

/** Four rotas for each group. In force since a week ago: a night shift that began yesterday runs this morning. */
export function demoRotas({ groups, grids, inspectors }: District, nowMs: number): RotaBody[] {
  return groups.flatMap((group) => {
    const people = inspectors.filter(({ groupId }) => groupId === group.id);
    const size = grids.filter(({ groupId }) => groupId === group.id).length;
    return crews.map(
      ({ name, ...pattern }, nth): RotaBody => ({
        ...pattern,
        name: `${group.name.replace('监管', '')}${name}`,
        groupId: group.id,
        gridIds: [],
        // People stand in the order of their own grids, one crew after another.
        inspectorIds: people.slice(nth * size, (nth + 1) * size).map(({ id }) => id),
        effectiveFrom: localDate(nowMs - 7 * dayMs),
        effectiveTo: null,
      }),
    );
  });
}

/** Somebody of the second group sees a doctor tomorrow; his colleagues of the crew cover his grid. */
export function demoLeave(rotas: readonly RotaBody[], nowMs: number): LeaveBody | undefined {
  const date = localDate(nowMs + dayMs);
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  const [, crew] = rotas.filter(({ weekdays, from }) => weekdays.includes(weekday) && from === '08:00');
  const [inspectorId] = crew?.inspectorIds ?? [];
  if (inspectorId === undefined) return undefined;
  const at = (time: string) => new Date(`${date}T${time}:00+08:00`).toISOString();
  return { inspectorId, from: at('08:00'), to: at('14:00'), reason: '体检' };
}

/** Enters the plan, unless there is one: what somebody has changed in it since stays. */
export async function enterDemoShifts(admin: ApiSession, district: District, nowMs: number): Promise<void> {
  const { items } = (await admin.get('/rotas')) as Page<Rota>;
  if (items.length > 0) return;
  const rotas = demoRotas(district, nowMs);
  for (const rota of rotas) await admin.send('POST', '/rotas', rota);
  const leave = demoLeave(rotas, nowMs);
  if (leave !== undefined) await admin.send('POST', '/shifts/leave', leave);
}

/** One inspector of each group who is on shift now: with these accounts a phone has something to show. */
export async function onShiftNow(admin: ApiSession): Promise<string[]> {
  const { items } = (await admin.get('/shifts/now')) as Page<GridCoverage>;
  const first = new Map<string, string>();
  for (const { groupId, segments } of items)
    for (const id of segments[0]?.inspectorIds ?? []) if (!first.has(groupId)) first.set(groupId, id);
  return [...first.values()];
}

function localDate(ms: number): string {
  return localText(ms).slice(0, 10);
}
