/**
 * The wall in a real Chromium on the whole built application, with a district of 200 kitchens. The database is ours, so
 * that a bench may change its rows.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@mingchu/server/platform/embedded/embeddedPostgres';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { smallDistrict } from '../behaviour/webServer.ts';
import { openBrowser, signIn } from '../e2e/browser.ts';
import { type Account, account } from '../e2e/district.ts';
import { password, type RunningApp, runApp } from '../e2e/runningApp.ts';
import { quietLog } from '../harness/log.ts';
import { siteCount } from './wallChanges.ts';

/** Nobody is missed who says nothing: violations are only those that a bench opens. */
export function wallDistrict() {
  const district = smallDistrict(siteCount);
  const devices = district.devices.map((device) => ({ ...device, reportPeriodS: 86_400 }));
  return { ...district, devices, inspectorPassword: password };
}

export interface WallUnderLoad {
  wall: Page;
  cdp: CDPSession;
  browser: Browser;
  db: Database;
  app: RunningApp;
  admin: Account;
}

/**
 * Runs `work` on a wall that shows the calm panel, and takes everything down afterwards; `prepare` comes before the first
 * page, `flags` are more for the browser.
 */
export async function withWall(
  { prepare, flags = [] }: { prepare?: (context: BrowserContext) => Promise<void>; flags?: string[] },
  work: (under: WallUnderLoad) => Promise<void>,
): Promise<void> {
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
    await admin.call('PUT', '/registry', wallDistrict());
    const browser = await openBrowser(['--enable-precise-memory-info', ...flags]);
    ends.push(() => browser.close());
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    await prepare?.(context);
    const wall = await signIn(context, app.url, { username: 'duty', password, path: '/wall' });
    await wall.getByTestId('wall').waitFor();
    await wall.locator('.calm, [data-testid=violation-row]').first().waitFor();
    await work({ wall, cdp: await context.newCDPSession(wall), browser, db, app, admin });
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}
