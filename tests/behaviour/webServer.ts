/** The web side of the system for tests: the real HTTP server, sessions, registry and live, on a real database. */
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLive } from '@mingchu/server/live/startLive';
import { createScreenReports, screenReportRoutes } from '@mingchu/server/live/screenReports';
import { liveRoutes } from '@mingchu/server/live/liveRoutes';
import { createFrameStore } from '@mingchu/server/platform/mqtt/frameFeed';
import { startPictures } from '@mingchu/server/pictures/startPictures';
import type { UpstreamLimits } from '@mingchu/server/pictures/upstream';
import { secretBox } from '@mingchu/server/platform/secretBox';
import type { SnapshotReaders } from '@mingchu/server/live/snapshotSource';
import { auditRoutes } from '@mingchu/server/platform/audit/auditRoutes';
import { accountRoutes } from '@mingchu/server/platform/auth/accountRoutes';
import { credentialRoutes } from '@mingchu/server/credentials/credentialRoutes';
import { removeSubscriptions } from '@mingchu/server/notify/choiceStore';
import { soundRoutes } from '@mingchu/server/notify/soundRoutes';
import { createAuth } from '@mingchu/server/platform/auth/auth';
import { ensureDemoAccounts } from '@mingchu/server/platform/auth/firstAccounts';
import { hashPassword } from '@mingchu/server/platform/auth/passwords';
import { sessionRoutes } from '@mingchu/server/platform/auth/sessionRoutes';
import { type Clock, createClock } from '@mingchu/server/platform/clock';
import { createHttpServer, type HttpApp } from '@mingchu/server/platform/http/httpServer';
import type { Database } from '@mingchu/server/platform/postgres/database';
import { openRegistryCache } from '@mingchu/server/registry/openRegistryCache';
import { readWatched } from '@mingchu/server/registry/readWatched';
import { registryRoutes } from '@mingchu/server/registry/registryRoutes';
import { bindingFileRoutes } from '@mingchu/server/bindings/bindingFileRoutes';
import { followInbox } from '@mingchu/server/bindings/followInbox';
import { bindingRoutes } from '@mingchu/server/bindings/bindingRoutes';
import { openBindingBook } from '@mingchu/server/bindings/bindingBook';
import { openCalibrationBook } from '@mingchu/server/calibration/calibrationBook';
import { calibrationFileRoutes } from '@mingchu/server/calibration/calibrationFileRoutes';
import { calibrationRoutes } from '@mingchu/server/calibration/calibrationRoutes';
import { mappingRoutes } from '@mingchu/server/bindings/mappingRoutes';
import type { Family } from '@mingchu/server/ingest/families/family';
import { deviceRoutes } from '@mingchu/server/ingest/deviceRoutes';
import { tryRoutes } from '@mingchu/server/ingest/tryRoutes';
import { loadRulebook, ruleSummaries } from '@mingchu/server/rules/loadRulebook';
import { readLoad } from '@mingchu/server/statistics/readLoad';
import { statisticsRoutes } from '@mingchu/server/statistics/statisticsRoutes';
import { wallRoutes } from '@mingchu/server/wall/wallRoutes';
import type { RuleSummary } from '@mingchu/shared/live';
import { recordingLog } from '../harness/log.ts';

const rulebookDir = fileURLToPath(new URL('../../server/rulebook', import.meta.url));
export const demoPassword = 'only-for-tests';
export const testRules: RuleSummary[] = [
  {
    id: 'fridge-warm',
    version: '1',
    title: { zh: '冷藏超温', en: 'Fridge too warm' },
    severity: 'major',
    legalBasis: { text: 'GB 31654-2021', source: 'https://example.invalid/gb31654' },
    shelvable: true,
  },
];

export interface WebServerOptions {
  db: Database;
  readers?: Partial<SnapshotReaders>;
  heldChanges?: number;
  /** Real ms between two pushes of today's numbers. */
  statsEveryMs?: number;
  /** Real ms between two sums. */
  sumEveryMs?: number;
  /** Real ms between two looks at the sessions of open screens. */
  sessionCheckMs?: number;
  /** The same address again, as after a restart. */
  port?: number;
  clock?: Clock;
  /** With these the routes of the inbox, the mapping and the tester are there, too. */
  families?: readonly Family[];
  /** How far cameras are waited for. */
  pictureLimits?: UpstreamLimits;
}

/** Listens on a free loopback port. `close` fails when anything was logged as an error. */
export async function startWebServer(options: WebServerOptions) {
  const { db, port = 0, clock = createClock() } = options;
  const { log, errors } = recordingLog();
  const auth = createAuth({ db, clock });
  const cameras = createFrameStore();
  const box = secretBox('only for tests of the web server');
  await ensureDemoAccounts(db, { password: demoPassword, now: clock.date() });
  const registry = await openRegistryCache({ db, log });
  const rulebook = loadRulebook(rulebookDir);
  const { families = [] } = options;
  const book = options.families && (await openBindingBook({ db, log, families }));
  const calibrations = await openCalibrationBook({ db, log });
  const screenReports = createScreenReports(log);
  const pictures = startPictures({
    db,
    clock,
    log,
    registry,
    box,
    sent: cameras,
    limits: options.pictureLimits,
  });
  const app: HttpApp = await createHttpServer({
    log,
    db,
    clock,
    auth,
    dashboardDir: join(tmpdir(), 'no-dashboard-here'),
    metrics: { contentType: 'text/plain; version=0.0.4', metrics: async () => 'mingchu_up 1\n' },
  });
  await app.register(
    async (api) => {
      sessionRoutes(api, { db, clock });
      accountRoutes(api, { db, clock, forgetBrowsers: removeSubscriptions });
      const rules = [...testRules, ...ruleSummaries(rulebook)];
      registryRoutes(api, { db, clock, registry, rules, rulebook, hashPassword, box });
      pictures.routes(api);
      auditRoutes(api, { db });
      credentialRoutes(api, { db, clock });
      deviceRoutes(api, { db, clock, registry, rulebook, families });
      calibrationRoutes(api, { db, clock });
      calibrationFileRoutes(api, { db, clock });
      soundRoutes(api, { db, clock, dutyShifts: ['07:30', '19:30'] });
      statisticsRoutes(api, { db, clock, rulebook });
      wallRoutes(api, { db, clock });
      if (book) {
        const deps = { db, clock, registry, book, calibrations, families, rulebook };
        bindingRoutes(api, deps);
        bindingFileRoutes(api, deps);
        mappingRoutes(api, deps);
        tryRoutes(api, deps);
      }
      liveRoutes(api, { db });
      screenReportRoutes(api, screenReports);
    },
    { prefix: '/api/v1' },
  );
  await app.ready();
  const live = await startLive({
    httpServer: app.server,
    db,
    clock,
    log,
    auth,
    frames: pictures.feed,
    rules: testRules,
    district: '测试区',
    readers: {
      openViolations: async () => [],
      activeDispatches: async () => [],
      watched: readWatched,
      ...options.readers,
    },
    followInbox: (onChanged) => followInbox(db, onChanged),
    load: { readLoad, dutyShifts: ['07:30', '19:30'] },
    lastIntakeAt: () => null,
    readingsPerS: () => 0,
    rehearsal: false,
    pageVersion: null,
    ...(options.sessionCheckMs === undefined ? {} : { sessionCheckMs: options.sessionCheckMs }),
    ...(options.statsEveryMs === undefined ? {} : { statsEveryMs: options.statsEveryMs }),
    ...(options.sumEveryMs === undefined ? {} : { sumEveryMs: options.sumEveryMs }),
    ...(options.heldChanges === undefined ? {} : { heldChanges: options.heldChanges }),
  });
  await app.listen({ port, host: '127.0.0.1' });
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    app,
    auth,
    cameras,
    registry,
    book,
    clock,
    live,
    screenReports,
    address,
    close: async () => {
      await live.close();
      pictures.close();
      await app.close();
      await book?.close();
      await calibrations.close();
      await registry.close();
      if (errors().length > 0) throw new Error(`the server logged errors: ${JSON.stringify(errors())}`);
    },
  };
}

export type WebServer = Awaited<ReturnType<typeof startWebServer>>;

/** The `Cookie` header of a new session. */
export async function signIn(address: string, username: string, password = demoPassword): Promise<string> {
  const response = await fetch(`${address}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (!response.ok || cookie === undefined) throw new Error(`sign-in of ${username}: ${response.status}`);
  return cookie;
}

/** Asks the API as an account; each signs in once. `{}` stands for an answer without a body. */
export function createAsking(server: () => WebServer) {
  const cookies = new Map<string, string>();
  const cookieOf = async (username: string): Promise<string> => {
    const cookie = cookies.get(username) ?? (await signIn(server().address, username));
    cookies.set(username, cookie);
    return cookie;
  };
  return {
    cookieOf,
    ask: async <Answer = { code?: string; detail?: string }>(
      username: string,
      method: 'GET' | 'PUT' | 'POST' | 'DELETE',
      path: string,
      body?: object,
    ): Promise<{ status: number; body: Answer }> => {
      const cookie = await cookieOf(username);
      const response = await fetch(`${server().address}/api/v1${path}`, {
        method,
        headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer };
    },
  };
}

/** One small district: a group, a grid, `siteCount` sites with a camera and a fridge, two inspectors. */
export function smallDistrict(siteCount: number) {
  const ids = Array.from({ length: siteCount }, (_, index) => `site-${String(index).padStart(3, '0')}`);
  return {
    groups: [{ id: 'group-1', name: '一组' }],
    grids: [{ id: 'grid-1', groupId: 'group-1', name: '城北网格', outline: [] }],
    sites: ids.map((id) => ({
      id,
      gridId: 'grid-1',
      name: `${id} 食堂`,
      kind: 'school' as const,
      address: '示范路 1 号',
      lat: 26.42,
      lon: 112.85,
      openingHours: [],
    })),
    devices: ids.flatMap((siteId) => [
      {
        id: 'cam-1',
        siteId,
        kind: 'camera' as const,
        name: '摄像机',
        zone: 'prep',
        reportPeriodS: 5,
        inService: true,
      },
      {
        id: 'fridge-1',
        siteId,
        kind: 'fridge' as const,
        name: '冷柜',
        zone: 'storage',
        reportPeriodS: 60,
        inService: true,
      },
    ]),
    inspectors: ['inspector01', 'inspector02'].map((id) => ({
      id,
      name: id,
      groupId: 'group-1',
      gridIds: ['grid-1'],
      phone: '+99900000001',
      onShift: true,
      lat: 26.42,
      lon: 112.85,
    })),
    inspectorPassword: demoPassword,
  };
}
