/**
 * Changes for a wall under load, written into its database at a rate: the health of devices, and violations that open,
 * get somebody on his way, and close again. Each change and the rows it tells of are one transaction, so that the sums
 * which the wall compares stay right.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { insertOrders, updateOrders } from '@mingchu/server/dispatch/dispatchStore';
import { dispatchView, type Order } from '@mingchu/server/dispatch/model/order';
import { appendChanges, type NewChange } from '@mingchu/server/platform/changelog/changeLog';
import type { Database, Transaction } from '@mingchu/server/platform/postgres/database';
import { type Episode, toViolation } from '@mingchu/server/violations/model/episode';
import { saveViolations } from '@mingchu/server/violations/violationStore';
import type { DeviceHealth } from '@mingchu/shared/live';
import { preciseNow } from './liveWalls.ts';

/** Kitchens of the district, `site-000` and so on. */
export const siteCount = 200;
/** Changes come in transactions this far apart: one for each would be bound by the disk. */
const turnMs = 20;
/** Violations that are open at once, once it has run for a while. */
const openAtOnce = 24;

export interface Load {
  /** Changes a second. */
  rate: number;
  seconds: number;
  /** Every turn also moves one violation and its order on. */
  churn?: Churn;
}

/** Changes facts, some in each transaction, until the time is over; answers the rate reached. */
export async function changeAtRate(db: Database, { rate, seconds, churn }: Load): Promise<number> {
  const startAt = preciseNow();
  const endAt = startAt + seconds * 1000;
  const perTurn = Math.max(1, Math.round((rate * turnMs) / 1000));
  let count = 0;
  let devices = 0;
  while (preciseNow() < endAt) {
    const at = new Date();
    await db.transaction(async (tx) => {
      const moved = churn ? await churn(tx, at) : [];
      const told = await changeDevices(tx, at, { from: devices, count: Math.max(1, perTurn - moved.length) });
      appendChanges(tx, at, [...moved, ...told]);
      devices += told.length;
      count += moved.length + told.length;
    });
    await sleep(Math.max(0, startAt + (count * 1000) / rate - preciseNow()));
  }
  return Math.round((count * 1000) / (preciseNow() - startAt));
}

export function siteId(index: number): string {
  return `site-${String(index % siteCount).padStart(3, '0')}`;
}

async function changeDevices(
  tx: Transaction,
  at: Date,
  { from, count }: { from: number; count: number },
): Promise<NewChange[]> {
  const bodies = Array.from({ length: count }, (_none, step): DeviceHealth => {
    const index = from + step;
    // Each round through the kitchens turns all of them over.
    const state = Math.floor(index / siteCount) % 2 === 0 ? 'offline' : 'online';
    return {
      siteId: siteId(index),
      deviceId: 'fridge-1',
      state,
      lastSeenAt: at.toISOString(),
      skewMs: null,
    };
  });
  await tx.execute(
    `insert into device_state (site_id, device_id, state, last_seen_at)
     select *, 'fridge-1', 'online', $2 from unnest($1::text[]) on conflict do nothing`,
    [bodies.map((body) => body.siteId), at],
  );
  await tx.execute(
    `update device_state set state = told.state, last_seen_at = $3 from unnest($1::text[], $2::text[]) told (site, state)
     where site_id = told.site and device_id = 'fridge-1'`,
    [bodies.map((body) => body.siteId), bodies.map((body) => body.state), at],
  );
  return bodies.map((body) => ({ kind: 'device', body }));
}

interface Case {
  episode: Episode;
  order: Order;
}

const severities = ['minor', 'major', 'minor', 'critical'] as const;

export type Churn = (tx: Transaction, at: Date) => Promise<NewChange[]>;

/** Opens a violation with its order in one turn, sends somebody in the next, and closes the oldest of many. */
export function createChurn(): Churn {
  const open: Case[] = [];
  let waiting: Case | null = null;
  let opened = 0;
  return async (tx, at) => {
    if (waiting) {
      const onTheWay = sent(waiting, at);
      open.push(onTheWay);
      waiting = null;
      return writeCase(tx, onTheWay);
    }
    const oldest = open.length >= openAtOnce ? open.shift() : undefined;
    if (oldest) return writeCase(tx, closed(oldest, at));
    waiting = newCase(opened++, at);
    await saveViolations(tx, [waiting.episode]);
    await insertOrders(tx, [waiting.order]);
    return told(waiting);
  };
}

async function writeCase(tx: Transaction, one: Case): Promise<NewChange[]> {
  await saveViolations(tx, [one.episode]);
  await updateOrders(tx, [one.order]);
  return told(one);
}

function told({ episode, order }: Case): NewChange[] {
  return [
    { kind: 'violation', body: toViolation(episode) },
    { kind: 'dispatch', body: dispatchView(order) },
  ];
}

function newCase(index: number, at: Date): Case {
  const id = `bench-${at.getTime()}-${index}`;
  const severity = severities[index % severities.length] ?? 'minor';
  const site = siteId(index * 7);
  const dueAt = new Date(at.getTime() + 600_000);
  const nothing = { shelvedUntil: null, clearedAt: null, closedAt: null, review: null, caseRef: null };
  return {
    episode: {
      ...nothing,
      id,
      siteId: site,
      deviceId: 'cam-1',
      ruleId: 'device-offline',
      ruleVersion: '1',
      zone: 'prep',
      severity,
      state: 'unack',
      acked: false,
      ackedBy: null,
      latched: false,
      conditionActive: true,
      shelvedUntilClear: false,
      openedAt: at,
      onsetAt: at,
      reason: 'condition-met',
      evidence: {},
      recurrences: 0,
      reclassifiedAs: null,
      dispatchId: id,
      version: 1,
    },
    order: {
      ...noProof,
      id,
      violationId: id,
      siteId: site,
      severity,
      inspectorId: null,
      state: 'offered',
      reason: 'opened',
      openedAt: at,
      round: 1,
      roundStartedAt: at,
      offeredAt: null,
      acceptedAt: null,
      departedAt: null,
      dueAt,
      version: 1,
    },
  };
}

const noProof = {
  arrivedAt: null,
  submittedAt: null,
  finding: null,
  breachedAt: null,
  latenessMs: null,
  offerCount: 0,
  openOffers: [],
  etaAt: null,
  etaEarliestAt: null,
  forecast: null,
  arrivalClaim: null,
  originalDueAt: null,
  extension: null,
  extensionCount: 0,
};

function sent({ episode, order }: Case, at: Date): Case {
  return {
    episode: { ...episode, state: 'acked', acked: true, ackedBy: 'duty', version: 2 },
    order: {
      ...order,
      state: 'en-route',
      inspectorId: 'inspector02',
      acceptedAt: at,
      departedAt: at,
      version: 2,
    },
  };
}

function closed({ episode, order }: Case, at: Date): Case {
  return {
    episode: { ...episode, state: 'normal', conditionActive: false, clearedAt: at, closedAt: at, version: 3 },
    order: { ...order, state: 'verified', arrivedAt: at, submittedAt: at, version: 3 },
  };
}
