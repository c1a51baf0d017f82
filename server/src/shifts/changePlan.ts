/** Changes of the plan of shifts: each with its row of audit, told to the workers when it is committed. */
import { randomUUID } from 'node:crypto';
import type { Session } from '@mingchu/shared/http';
import type { Holiday, Leave, LeaveBody, Rota, RotaBody } from '@mingchu/shared/shift';
import { appendAudit } from '../platform/audit/audit.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { keepShifts, readPlan, type ShiftDeps } from './keepShifts.ts';
import { nextWordAbout } from './model/whoIsOnShift.ts';
import {
  deleteHoliday,
  deleteLeave,
  deleteRota,
  insertLeave,
  insertRota,
  replaceRota,
  setHoliday,
  setOverride,
} from './shiftStore.ts';
import { shiftChannel } from './startShifts.ts';

/** What the record says of a change. */
interface Told {
  act: string;
  subjectId: string;
  reason: string;
  detail?: object;
}

/** One change: write, audit, notice. Then the shifts are kept at once, so that the answer is already true. */
export async function change(
  deps: ShiftDeps,
  person: Session,
  work: (tx: Transaction, now: Date) => Promise<Told>,
): Promise<void> {
  const now = deps.clock.date();
  await deps.db.transaction(async (tx) => {
    const { detail, ...told } = await work(tx, now);
    await appendAudit(tx, now, [
      { ...told, subject: 'shift', actor: person.username, detail: { ...detail } },
    ]);
    await tx.execute('select pg_notify($1, $2)', [shiftChannel, told.act]);
  });
  // The change stands; whoever keeps the shifts next makes up for it.
  await keepShifts(deps).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'the plan has changed, and the shifts are kept later');
  });
}

export async function addRota(deps: ShiftDeps, person: Session, rota: RotaBody): Promise<Rota> {
  const id = randomUUID();
  await change(deps, person, async (tx) => {
    await requireKnown(tx, rota);
    await insertRota(tx, id, rota);
    return { act: 'add-rota', subjectId: id, reason: 'by-leader', detail: rota };
  });
  return { ...rota, id, version: 1 };
}

/** Throws ProblemError 409 `overtaken` when somebody else has changed it. */
export async function changeRota(
  deps: ShiftDeps,
  person: Session,
  { id, version, ...rota }: Rota,
): Promise<Rota> {
  await change(deps, person, async (tx) => {
    await requireKnown(tx, rota);
    if (!(await replaceRota(tx, { id, version }, rota)))
      throw new ProblemError(409, 'overtaken', 'Somebody else has changed or removed this rota.');
    return { act: 'change-rota', subjectId: id, reason: 'by-leader', detail: rota };
  });
  return { ...rota, id, version: version + 1 };
}

export function removeRota(deps: ShiftDeps, person: Session, id: string): Promise<void> {
  return change(deps, person, async (tx) => {
    if (!(await deleteRota(tx, id))) throw new ProblemError(404, 'no-such-rota', 'There is no such rota.');
    return { act: 'remove-rota', subjectId: id, reason: 'by-leader' };
  });
}

export async function addLeave(deps: ShiftDeps, person: Session, body: LeaveBody): Promise<Leave> {
  if (Date.parse(body.to) <= Date.parse(body.from))
    throw new ProblemError(422, 'empty-leave', 'The leave ends before it begins.');
  const leave: Leave = { ...body, id: randomUUID(), setBy: person.username };
  await change(deps, person, async (tx) => {
    await requireInspectors(tx, [leave.inspectorId]);
    await insertLeave(tx, leave);
    return { act: 'add-leave', subjectId: leave.inspectorId, reason: leave.reason, detail: leave };
  });
  return leave;
}

export function removeLeave(deps: ShiftDeps, person: Session, id: string): Promise<void> {
  return change(deps, person, async (tx) => {
    if (!(await deleteLeave(tx, id))) throw new ProblemError(404, 'no-such-leave', 'There is no such leave.');
    return { act: 'remove-leave', subjectId: id, reason: 'by-leader' };
  });
}

export function putHoliday(deps: ShiftDeps, person: Session, holiday: Holiday): Promise<void> {
  return change(deps, person, async (tx) => {
    await setHoliday(tx, holiday);
    return { act: 'set-holiday', subjectId: holiday.date, reason: holiday.name, detail: holiday };
  });
}

export function removeHoliday(deps: ShiftDeps, person: Session, date: string): Promise<void> {
  return change(deps, person, async (tx) => {
    if (!(await deleteHoliday(tx, date)))
      throw new ProblemError(404, 'no-such-holiday', 'This date has no plan of its own.');
    return { act: 'remove-holiday', subjectId: date, reason: 'by-leader' };
  });
}

/** On or off by hand, until the plan next says something about him. */
export function overrideShift(
  deps: ShiftDeps,
  person: Session,
  override: { inspectorId: string; onShift: boolean; reason: string },
): Promise<void> {
  const { inspectorId, onShift, reason } = override;
  return change(deps, person, async (tx, now) => {
    await requireInspectors(tx, [inspectorId]);
    const until = new Date(nextWordAbout(await readPlan(tx, now), inspectorId, now.getTime()));
    await setOverride(tx, { inspectorId, onShift, until, reason, setBy: person.username });
    const detail = { until: until.toISOString() };
    return { act: onShift ? 'put-on-shift' : 'take-off-shift', subjectId: inspectorId, reason, detail };
  });
}

async function requireKnown(tx: Transaction, rota: RotaBody): Promise<void> {
  await requireInspectors(tx, rota.inspectorIds);
  const grids = await tx.query<{ id: string }>('select id from grid where id = any($1) and group_id = $2', [
    rota.gridIds,
    rota.groupId,
  ]);
  if (grids.length !== new Set(rota.gridIds).size)
    throw new ProblemError(422, 'no-such-grid', 'One of the grids is not of this group.');
  const [group] = await tx.query('select 1 from supervision_group where id = $1', [rota.groupId]);
  if (group === undefined) throw new ProblemError(422, 'no-such-group', `There is no group ${rota.groupId}.`);
}

/** Throws ProblemError 422 when one of them is not in the registry. */
export async function requireInspectors(tx: Transaction, ids: readonly string[]): Promise<void> {
  const known = await tx.query<{ id: string }>('select id from inspector where id = any($1)', [ids]);
  const missing = ids.find((id) => !known.some((row) => row.id === id));
  if (missing !== undefined)
    throw new ProblemError(422, 'no-such-inspector', `There is no inspector ${missing}.`);
}
