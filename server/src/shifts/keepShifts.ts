/**
 * Makes `inspector.on_shift`, and the grids that he is to cover, say what the plan says, and tells the screens of grids that nobody covers. One transaction
 * under one row lock, and only what differs is written: however many processes look, and whenever one dies, each coming
 * and going stands once. Orders are not touched: who holds one keeps it to its end, an offer to one who has gone off
 * runs out as any other.
 */
import type { CoverageGap } from '@mingchu/shared/shift';
import { appendAudit } from '../platform/audit/audit.ts';
import { appendChanges, type NewChange } from '../platform/changelog/changeLog.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Database, Executor, Transaction } from '../platform/postgres/database.ts';
import {
  type Ground,
  boundaries,
  coverageGaps,
  coverByPlan,
  lookAheadMs,
  onShiftByPlan,
} from './model/whoIsOnShift.ts';
import { localDateOf, type ShiftPlan } from './model/shiftPlan.ts';
import {
  allRotas,
  holidaysFrom,
  lapseSwaps,
  leavesAfter,
  lockCoverage,
  lockInspectors,
  overridesAfter,
  swapsFrom,
  writeCoverage,
  writeCovers,
  writeOnShift,
} from './shiftStore.ts';

export interface ShiftDeps {
  db: Database;
  clock: Clock;
  log: Logger;
}

const dayMs = 86_400_000;

/** Resolves with the next moment at which the plan may say something else. */
export async function keepShifts({ db, clock }: ShiftDeps): Promise<Date> {
  return db.transaction(async (tx) => {
    const told = await lockCoverage(tx);
    const now = clock.date();
    const nowMs = now.getTime();
    const plan = await readPlan(tx, now);
    const changes: NewChange[] = await applyPlan(tx, plan, now);
    await lapse(tx, now);
    const gaps = coverageGaps(plan, await readGround(tx), nowMs);
    if (!sameGaps(told, gaps)) {
      await writeCoverage(tx, gaps);
      changes.push({ kind: 'coverage', body: { gaps } });
    }
    if (changes.length > 0) appendChanges(tx, now, changes);
    // A gap comes into view, or from soon to now, when the time ahead reaches one of its ends.
    const ends = boundaries(plan, nowMs, nowMs + lookAheadMs + dayMs);
    const next = [...ends, ...ends.map((ms) => ms - lookAheadMs)].filter((ms) => ms > nowMs);
    return new Date(Math.min(nowMs + dayMs, ...next));
  });
}

async function applyPlan(tx: Transaction, plan: ShiftPlan, now: Date): Promise<NewChange[]> {
  const locked = await lockInspectors(tx);
  const came = await writeOnShift(tx, { locked, states: onShiftByPlan(plan, now.getTime()), now });
  await writeCovers(tx, { locked, covers: coverByPlan(plan, now.getTime()) });
  await appendAudit(
    tx,
    now,
    came.map(({ id, onShift }) => ({
      subject: 'shift' as const,
      subjectId: id,
      actor: 'system',
      act: onShift ? 'shift-begins' : 'shift-ends',
      reason: 'by-plan',
    })),
  );
  return came.map(({ id, at, ...person }) => ({
    kind: 'inspector',
    body: { inspectorId: id, ...person, at: at?.toISOString() ?? null },
  }));
}

async function lapse(tx: Transaction, now: Date): Promise<void> {
  const lapsed = await lapseSwaps(tx, now);
  await appendAudit(
    tx,
    now,
    lapsed.map((swap) => ({
      subject: 'shift' as const,
      subjectId: swap.giverId,
      actor: 'system',
      act: 'swap-lapsed',
      reason: 'shift-begun',
      detail: { ...swap },
    })),
  );
}

function sameGaps(a: readonly CoverageGap[], b: readonly CoverageGap[]): boolean {
  const text = (gaps: readonly CoverageGap[]) =>
    // The begin of a present gap is only the moment of looking.
    JSON.stringify(gaps.map((g) => [g.gridId, g.state, g.state === 'uncovered-now' ? null : g.from, g.to]));
  return text(a) === text(b);
}

export async function readPlan(db: Executor, now: Date): Promise<ShiftPlan> {
  const yesterday = localDateOf(now.getTime() - dayMs);
  const grids = await db.query<{ id: string; groupId: string }>(
    'select id, group_id as "groupId" from grid order by id',
  );
  const gridsOfGroup = new Map<string, string[]>();
  for (const { id, groupId } of grids) gridsOfGroup.set(groupId, [...(gridsOfGroup.get(groupId) ?? []), id]);
  return {
    rotas: await allRotas(db),
    leaves: await leavesAfter(db, now),
    swaps: (await swapsFrom(db, yesterday)).filter((swap) => swap.state === 'agreed'),
    holidays: await holidaysFrom(db, yesterday),
    overrides: await overridesAfter(db, now),
    gridsOfGroup,
  };
}

/** Only grids with kitchens in them want cover. */
export async function readGround(db: Executor): Promise<Ground> {
  return {
    inspectors: await db.query<Ground['inspectors'][number]>(
      `select id, grid_ids as "gridIds",
              coalesce(case when by_plan then registry_on_shift end, on_shift) as "onShift"
       from inspector order by id`,
    ),
    grids: await db.query<Ground['grids'][number]>(
      `select id, name, group_id as "groupId" from grid g
       where exists (select 1 from site where grid_id = g.id) order by id`,
    ),
  };
}
