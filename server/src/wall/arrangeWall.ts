/** Changes of layouts and playlists: checked, recorded, and told to every wall that hangs. */
import type { Session } from '@mingchu/shared/http';
import { layoutMistake, maxKept, type WallLayout } from '@mingchu/shared/wallLayout';
import type { Kept, WallPlan, WallPlaylist } from '@mingchu/shared/wallPlaylist';
import { appendAudit } from '../platform/audit/audit.ts';
import { appendChanges } from '../platform/changelog/changeLog.ts';
import type { Clock } from '../platform/clock.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import { readWallPlan } from './readWallPlan.ts';
import { deletePlanRow, lockPlan, type PlanKind, putPlanRow } from './wallStore.ts';

export interface WallDeps {
  db: Database;
  clock: Clock;
}

/** Throws ProblemError 422 `layout-mistake`, 409 `overtaken` or `too-many-layouts`. */
export async function setLayout(
  deps: WallDeps,
  person: Session,
  { revision, layout }: { revision: number; layout: WallLayout },
): Promise<WallPlan> {
  const mistake = layoutMistake(layout.panels);
  if (mistake) {
    const numbers = mistake.panels.map((index) => index + 1).join(', ');
    throw new ProblemError(422, 'layout-mistake', `${mistake.reason}: panel ${numbers}`);
  }
  return arrange(deps, person, { kind: 'layout', name: layout.name, revision, body: layout });
}

/** Throws ProblemError 422 `no-such-layout`, 409 `overtaken` or `too-many-layouts`. */
export async function setPlaylist(
  deps: WallDeps,
  person: Session,
  { revision, playlist }: { revision: number; playlist: WallPlaylist },
): Promise<WallPlan> {
  return arrange(deps, person, { kind: 'playlist', name: playlist.name, revision, body: playlist });
}

/**
 * Removes what people made, or brings back what came with the program. Throws ProblemError 404 `no-such-layout`,
 * 409 `overtaken`, or 409 `layout-in-use` with the playlists that show it.
 */
export async function takeBack(
  deps: WallDeps,
  person: Session,
  what: { kind: PlanKind; name: string; revision: number },
): Promise<WallPlan> {
  return arrange(deps, person, { ...what, body: null });
}

interface Arrangement {
  kind: PlanKind;
  name: string;
  revision: number;
  /** Null takes it back. */
  body: WallLayout | WallPlaylist | null;
}

async function arrange(deps: WallDeps, person: Session, change: Arrangement): Promise<WallPlan> {
  const { kind, name, body } = change;
  const now = deps.clock.date();
  return deps.db.transaction(async (tx) => {
    await lockPlan(tx);
    const plan = await readWallPlan(tx);
    const before = checkChange(plan, change);
    if (body === null) await deletePlanRow(tx, kind, name);
    else {
      const revision = change.revision + 1;
      await putPlanRow(tx, { kind, name, body, revision, setBy: person.username, setAt: now });
    }
    await appendAudit(tx, now, [
      {
        subject: 'wall',
        subjectId: `${kind} ${name}`,
        actor: person.username,
        act: body === null ? 'take-back-wall' : 'arrange-wall',
        reason: 'by-officer',
        detail: { before: before ?? null, after: body },
      },
    ]);
    appendChanges(tx, now, [{ kind: 'wall', body: { kind, name } }]);
    return readWallPlan(tx as Transaction);
  });
}

/** Answers what is there now; throws when the change cannot be made on it. */
function checkChange(plan: WallPlan, { kind, name, revision, body }: Arrangement): Kept | undefined {
  const items: (Kept & { name: string })[] = kind === 'layout' ? plan.layouts : plan.playlists;
  const before = items.find((item) => item.name === name);
  if (body === null && (before?.set ?? null) === null)
    throw new ProblemError(404, 'no-such-layout', `Nobody has set ${name}.`);
  if ((before?.revision ?? 0) !== revision)
    throw new ProblemError(409, 'overtaken', `${before?.set?.by ?? ''} has changed ${name} meanwhile.`);
  if (before === undefined && items.length >= maxKept)
    throw new ProblemError(409, 'too-many-layouts', `At most ${maxKept}: remove one first.`);
  if (body !== null && 'entries' in body) requireLayouts(plan, body);
  if (body === null && kind === 'layout' && before?.shipped === false) requireUnused(plan, name);
  return before;
}

function requireLayouts(plan: WallPlan, playlist: WallPlaylist): void {
  const names = new Set(plan.layouts.map(({ name }) => name));
  const missing = layoutsOf(playlist).find((layout) => !names.has(layout));
  if (missing !== undefined) throw new ProblemError(422, 'no-such-layout', `There is no layout ${missing}.`);
}

function requireUnused(plan: WallPlan, layout: string): void {
  const users = plan.playlists.filter((playlist) => layoutsOf(playlist).includes(layout));
  if (users.length > 0)
    throw new ProblemError(
      409,
      'layout-in-use',
      `Shown by ${users.map(({ title }) => title).join(', ')}: take it out there first.`,
    );
}

function layoutsOf({ entries, events }: WallPlaylist): string[] {
  return [...entries, ...events].map(({ layout }) => layout);
}
