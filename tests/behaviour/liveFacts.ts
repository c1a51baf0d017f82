/** Writes facts and their changes into the database as the rooms that own them do: the district of the live tests. */
import { activeDispatches } from '@mingchu/server/dispatch/dispatchRoutes';
import { appendChanges, headSeq } from '@mingchu/server/platform/changelog/changeLog';
import type { Database, Transaction } from '@mingchu/server/platform/postgres/database';
import { openViolations } from '@mingchu/server/violations/violationRoutes';
import type { DeviceHealth, InAppMessage } from '@mingchu/shared/live';

/** The moment at which everything here happens. */
export const now = new Date(Date.UTC(2026, 10, 24, 4));

/** Device health of `count` devices changes, in one transaction a device; answers the last sequence number. */
export async function devicesChange(db: Database, count: number): Promise<number> {
  for (let index = 0; index < count; index++) {
    const body: DeviceHealth = {
      siteId: `site-${String(index % 20).padStart(3, '0')}`,
      deviceId: index % 40 < 20 ? 'cam-1' : 'fridge-1',
      state: Math.random() < 0.5 ? 'online' : 'offline',
      lastSeenAt: new Date(now.getTime() + Math.floor(Math.random() * 1e6)).toISOString(),
      skewMs: Math.random() < 0.5 ? null : 90_000,
    };
    await db.transaction(async (tx) => {
      await tx.execute(
        `insert into device_state (site_id, device_id, state, last_seen_at, skew_ms) values ($1, $2, $3, $4, $5)
         on conflict (site_id, device_id) do update
           set state = excluded.state, last_seen_at = excluded.last_seen_at, skew_ms = excluded.skew_ms`,
        [body.siteId, body.deviceId, body.state, body.lastSeenAt, body.skewMs],
      );
      appendChanges(tx, now, [{ kind: 'device', body }]);
    });
  }
  return headSeq(db);
}

/** Messages of `length` characters to one person, in one transaction. */
export async function longMessages(
  db: Database,
  { count, length, to = 'duty' }: { count: number; length: number; to?: string },
): Promise<void> {
  const bodies = Array.from(
    { length: count },
    (): InAppMessage => ({
      id: crypto.randomUUID(),
      recipientId: to,
      step: 'warn',
      text: 'x'.repeat(length),
      dispatchId: null,
      violationId: null,
      at: now.toISOString(),
    }),
  );
  await db.transaction(async (tx) => {
    appendChanges(
      tx,
      now,
      bodies.map((body) => ({ kind: 'message', body })),
    );
  });
}

/** A violation and its order, as the rooms that own them write it. */
export async function orderOpens(
  db: Database,
  { siteId, inspectorId, zone = '' }: { siteId: string; inspectorId: string; zone?: string },
): Promise<{ violationId: string; dispatchId: string }> {
  const violationId = crypto.randomUUID();
  const dispatchId = crypto.randomUUID();
  await db.transaction(async (tx) => {
    await tx.execute(
      `insert into violation (id, site_id, device_id, rule_id, rule_version, severity, state, latched,
                              condition_active, opened_at, onset_at, reason, dispatch_id, zone)
       values ($1, $2, 'fridge-1', 'fridge-warm', '1', 'major', 'unack', false, true, $3, $3, 'held-for-duration', $4,
               $5)`,
      [violationId, siteId, now, dispatchId, zone],
    );
    await tx.execute(
      `insert into dispatch (id, violation_id, site_id, severity, inspector_id, state, reason, opened_at, offered_at,
                             due_at, offer_count)
       values ($1, $2, $3, 'major', $4, 'offered', 'nearest-on-shift', $5, $5, $6, 1)`,
      [dispatchId, violationId, siteId, inspectorId, now, new Date(now.getTime() + 600_000)],
    );
    await tellOrder(tx, dispatchId);
  });
  return { violationId, dispatchId };
}

/** The order is given to someone else. */
export async function orderMoves(db: Database, dispatchId: string, inspectorId: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute('update dispatch set inspector_id = $2, version = version + 1 where id = $1', [
      dispatchId,
      inspectorId,
    ]);
    await tellOrder(tx, dispatchId);
  });
}

async function tellOrder(tx: Transaction, dispatchId: string): Promise<void> {
  const dispatch = (await activeDispatches(tx)).find((one) => one.id === dispatchId);
  const violation = (await openViolations(tx)).find((one) => one.id === dispatch?.violationId);
  if (!dispatch || !violation) throw new Error('what was just written is not there');
  appendChanges(tx, now, [
    { kind: 'violation', body: violation },
    { kind: 'dispatch', body: dispatch },
  ]);
}
