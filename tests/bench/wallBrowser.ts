/**
 * The wall in a real Chromium on the whole built application, with a district of 200 kitchens, and changes written
 * into its database at a rate. The database is ours, so that a change and the row it tells of are one transaction.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { appendChanges } from '@mingchu/server/platform/changelog/changeLog';
import { startEmbeddedPostgres } from '@mingchu/server/platform/embedded/embeddedPostgres';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import type { DeviceHealth } from '@mingchu/shared/live';
import type { CDPSession, Page } from 'playwright-core';
import { smallDistrict } from '../behaviour/webServer.ts';
import { openBrowser, signIn } from '../e2e/browser.ts';
import { account } from '../e2e/district.ts';
import { password, runApp } from '../e2e/runningApp.ts';
import { quietLog } from '../harness/log.ts';
import { preciseNow } from './liveWalls.ts';

const siteCount = 200;
/** Changes come in transactions this far apart: one for each would be bound by the disk. */
const turnMs = 20;

export interface WallUnderLoad {
  wall: Page;
  cdp: CDPSession;
  db: Database;
  url: string;
}

/** Runs `work` on a wall that shows the calm panel, and takes everything down afterwards. */
export async function withWall(work: (under: WallUnderLoad) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mingchu-bench-'));
  const ends: (() => unknown)[] = [() => rmSync(dataDir, { recursive: true, force: true })];
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog });
    ends.push(() => postgres.stop());
    const app = await runApp({ DATABASE_URL: postgres.url() });
    ends.push(() => app.remove());
    const db = openDatabase({ url: postgres.url(), maxConnections: 4, onError: () => {} });
    ends.push(() => db.close());
    const admin = await account(app, 'admin');
    await admin.call('PUT', '/registry', { ...smallDistrict(siteCount), inspectorPassword: password });
    const browser = await openBrowser(['--enable-precise-memory-info']);
    ends.push(() => browser.close());
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const wall = await signIn(context, app.url, { username: 'duty', password, path: '/wall' });
    await wall.getByTestId('wall').waitFor();
    await wall.locator('.calm, [data-testid=violation-row]').first().waitFor();
    await work({ wall, cdp: await context.newCDPSession(wall), db, url: app.url });
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

/** Heap of the page after the collector has run, bytes. */
export async function collectedHeapBytes(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}

/** Changes the health of devices, some in each transaction, until the time is over; answers the rate reached. */
export async function changeAtRate(
  db: Database,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<number> {
  const startAt = preciseNow();
  const endAt = startAt + seconds * 1000;
  const perTurn = Math.max(1, Math.round((rate * turnMs) / 1000));
  let count = 0;
  while (preciseNow() < endAt) {
    await changeDevices(db, { from: count, to: count + perTurn });
    count += perTurn;
    await sleep(Math.max(0, startAt + (count * 1000) / rate - preciseNow()));
  }
  return Math.round((count * 1000) / (preciseNow() - startAt));
}

async function changeDevices(db: Database, { from, to }: { from: number; to: number }): Promise<void> {
  const at = new Date();
  const changes = Array.from({ length: to - from }, (_none, step): { kind: 'device'; body: DeviceHealth } => {
    const index = from + step;
    const siteId = `site-${String(index % siteCount).padStart(3, '0')}`;
    // Each round through the kitchens turns all of them over.
    const state = Math.floor(index / siteCount) % 2 === 0 ? 'offline' : 'online';
    return {
      kind: 'device',
      body: { siteId, deviceId: 'fridge-1', state, lastSeenAt: at.toISOString(), skewMs: null },
    };
  });
  await db.transaction(async (tx) => {
    await tx.execute(
      `insert into device_state (site_id, device_id, state, last_seen_at)
       select *, 'fridge-1', 'online', $2 from unnest($1::text[]) on conflict do nothing`,
      [changes.map(({ body }) => body.siteId), at],
    );
    await tx.execute(
      `update device_state set state = told.state, last_seen_at = $3 from unnest($1::text[], $2::text[]) told (site, state)
       where site_id = told.site and device_id = 'fridge-1'`,
      [changes.map(({ body }) => body.siteId), changes.map(({ body }) => body.state), at],
    );
    await appendChanges(tx, at, changes);
  });
}
