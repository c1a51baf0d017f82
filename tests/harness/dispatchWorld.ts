/** A small district in a real database, and the use cases of dispatch standing on it, for tests and benches. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DispatchDeps } from '@mingchu/server/dispatch/dispatchDeps';
import { loadChecklists } from '@mingchu/server/dispatch/loadChecklists';
import { loadPolicy } from '@mingchu/server/dispatch/loadPolicy';
import { openDispatches } from '@mingchu/server/dispatch/openDispatch';
import type { Channel } from '@mingchu/server/notify/channel';
import { inAppChannel } from '@mingchu/server/notify/channel';
import { appendChanges } from '@mingchu/server/platform/changelog/changeLog';
import type { Clock } from '@mingchu/server/platform/clock';
import type { Logger } from '@mingchu/server/platform/log';
import type { Database } from '@mingchu/server/platform/postgres/database';
import type { JobQueue } from '@mingchu/server/platform/queue/queue';
import { openRegistryCache } from '@mingchu/server/registry/openRegistryCache';
import type { SubmitFinding } from '@mingchu/shared/dispatch';
import type { Severity } from '@mingchu/shared/violation';
import type { Session } from '@mingchu/shared/http';
import type { EscalationPolicy } from '@mingchu/shared/policy';

/** The policy that ships. */
export const policyFile = fileURLToPath(new URL('../../server/policy/escalation.yaml', import.meta.url));
const checklistFile = fileURLToPath(new URL('../../server/policy/checklists.yaml', import.meta.url));

export interface DispatchWorld {
  deps: DispatchDeps;
  /** What the violation was told, in order. */
  findings: { violationId: string; finding: SubmitFinding; actor: string }[];
  /** Opens violations at the site now and sends someone; answers the orders' ids. */
  openOrders(
    count?: number,
    options?: { openedAt?: (index: number) => Date; severity?: Severity },
  ): Promise<string[]>;
  close(): Promise<void>;
}

export interface WorldOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  queue: JobQueue;
  channels?: Channel[];
  policy?: EscalationPolicy;
}

/** One site in grid g1 of group east; fill it with `addInspector` before or after. */
export async function openDispatchWorld(options: WorldOptions): Promise<DispatchWorld> {
  const { db, clock, log, queue } = options;
  await seedSite(db);
  const registry = await openRegistryCache({ db, log });
  const findings: DispatchWorld['findings'] = [];
  const deps: DispatchDeps = {
    db,
    clock,
    log,
    queue,
    registry,
    // What proves an arrival has tests of its own: here the inspector's word is enough.
    policy: options.policy ?? { ...loadPolicy(policyFile), arrivalProofsNeeded: 1 },
    checklists: loadChecklists(checklistFile),
    channels: options.channels ?? [inAppChannel],
    applyFinding: async (_tx, finding) => {
      findings.push(finding);
      return [];
    },
  };
  return {
    deps,
    findings,
    openOrders: (count = 1, options = {}) => openOrders(deps, count, options),
    close: () => registry.close(),
  };
}

async function seedSite(db: Database): Promise<void> {
  await db.execute(
    `insert into supervision_group (id, name) values ('east', '东城组') on conflict do nothing`,
  );
  await db.execute(
    `insert into grid (id, group_id, name) values ('g1', 'east', '一号网格'), ('g2', 'east', '二号网格')
     on conflict do nothing`,
  );
  await db.execute(
    `insert into site (id, grid_id, name, kind, address, lat, lon)
     values ('s1', 'g1', '阳光小学食堂', 'school', '阳光路 1 号', 26.42, 112.85) on conflict do nothing`,
  );
}

/** An inspector on shift at this distance north of the site, with a position told now. */
export async function addInspector(
  world: DispatchWorld,
  inspector: { id: string; gridIds?: string[]; onShift?: boolean; northM?: number },
): Promise<void> {
  const lat = 26.42 + (inspector.northM ?? 0) / 111_195;
  await world.deps.db.execute(
    `insert into inspector (id, name, group_id, grid_ids, phone, on_shift, lat, lon, position_at)
     values ($1, $2, 'east', $3, '+99900000001', $4, $5, 112.85, $6)`,
    [
      inspector.id,
      `网格员 ${inspector.id}`,
      inspector.gridIds ?? ['g1'],
      inspector.onShift ?? true,
      lat,
      world.deps.clock.date(),
    ],
  );
  await world.deps.registry.renew();
}

async function openOrders(
  deps: DispatchDeps,
  count: number,
  {
    openedAt = () => deps.clock.date(),
    severity = 'major',
  }: { openedAt?: (index: number) => Date; severity?: Severity },
): Promise<string[]> {
  const violations = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    siteId: 's1',
    severity,
    openedAt: openedAt(index),
  }));
  return deps.db.transaction(async (tx) => {
    await tx.execute(
      `insert into violation (id, site_id, device_id, rule_id, rule_version, zone, severity, state, latched,
                              condition_active, opened_at, onset_at, reason)
       select v.id, 's1', 'cam', 'no-hat', '1', v.id, $3, 'unack', true, true, v.at, v.at, 'k-of-n'
       from unnest($1::text[], $2::timestamptz[]) as v(id, at)`,
      [
        violations.map((violation) => violation.id),
        violations.map((violation) => violation.openedAt),
        severity,
      ],
    );
    const { dispatches, changes } = await openDispatches(tx, deps, { violations });
    appendChanges(tx, deps.clock.date(), changes);
    return violations.map((violation) => dispatches.get(violation.id)?.id ?? '');
  });
}

export function inspectorSession(inspectorId: string): Session {
  return { username: inspectorId, displayName: inspectorId, role: 'inspector', inspectorId };
}

export const dutySession: Session = {
  username: 'duty',
  displayName: '值班员',
  role: 'duty',
  inspectorId: null,
};

/** What people were told about an order: `step → recipient`, in order of time. */
export async function toldAbout(db: Database, dispatchId: string): Promise<string[]> {
  const rows = await db.query<{ step: string; recipientId: string }>(
    `select step, recipient_id as "recipientId" from message where dispatch_id = $1 and channel = 'in-app'
     order by created_at, step, recipient_id`,
    [dispatchId],
  );
  return rows.map((row) => `${row.step} → ${row.recipientId}`);
}
