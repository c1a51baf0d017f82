/** What a process answers over HTTP: health in every role; with the role `web` the API, the screens and the live channel. */
import path from 'node:path';
import { serverDir, SettingError } from './config.ts';
import { type Core } from './core.ts';
import { credentialRoutes } from './credentials/credentialRoutes.ts';
import { auditRoutes } from './platform/audit/auditRoutes.ts';
import { type PolicyBook } from './dispatch/policyBook.ts';
import { policyRoutes } from './dispatch/policyRoutes.ts';
import { activeDispatches, dispatchRoutes } from './dispatch/dispatchRoutes.ts';
import type { BindingBook } from './bindings/bindingBook.ts';
import { bindingFileRoutes } from './bindings/bindingFileRoutes.ts';
import { followInbox } from './bindings/followInbox.ts';
import { bindingRoutes } from './bindings/bindingRoutes.ts';
import type { CalibrationBook } from './calibration/calibrationBook.ts';
import { calibrationFileRoutes } from './calibration/calibrationFileRoutes.ts';
import { calibrationRoutes } from './calibration/calibrationRoutes.ts';
import { mappingRoutes } from './bindings/mappingRoutes.ts';
import { families } from './ingest/families/catalog.ts';
import { deviceRoutes } from './ingest/deviceRoutes.ts';
import { type Ingest } from './ingest/startIngest.ts';
import { outageOf } from './ingest/tellOutage.ts';
import { tryRoutes } from './ingest/tryRoutes.ts';
import { liveRoutes } from './live/liveRoutes.ts';
import { judgedUntil } from './live/liveStore.ts';
import { createScreenReports, screenReportRoutes } from './live/screenReports.ts';
import { startLive } from './live/startLive.ts';
import { adminMessageRoutes } from './notify/adminMessageRoutes.ts';
import { removeSubscriptions } from './notify/choiceStore.ts';
import type { OutsideDeps } from './notify/channelBook.ts';
import { channelRoutes } from './notify/channelRoutes.ts';
import { inspectorPhoneRoutes } from './notify/inspectorPhoneRoutes.ts';
import { messageRoutes } from './notify/messageRoutes.ts';
import { myNotificationRoutes } from './notify/myNotificationRoutes.ts';
import { soundRoutes } from './notify/soundRoutes.ts';
import { accountRoutes } from './platform/auth/accountRoutes.ts';
import { type Auth, createAuth } from './platform/auth/auth.ts';
import { hashPassword } from './platform/auth/passwords.ts';
import { sessionRoutes } from './platform/auth/sessionRoutes.ts';
import { pageVersionOf } from './platform/http/dashboardFiles.ts';
import { createHttpServer, type HttpApp } from './platform/http/httpServer.ts';
import type { Broker } from './platform/mqtt/messageSource.ts';
import { startPictures } from './pictures/startPictures.ts';
import { mapSettingsRoutes } from './registry/mapSettingsRoutes.ts';
import { readWatched } from './registry/readWatched.ts';
import { registryRoutes } from './registry/registryRoutes.ts';
import { ruleSummaries } from './rules/loadRulebook.ts';
import { readLoad } from './statistics/readLoad.ts';
import { statisticsRoutes } from './statistics/statisticsRoutes.ts';
import { rulebookRoutes } from './rules/rulebookRoutes.ts';
import { shiftRoutes } from './shifts/shiftRoutes.ts';
import { wallRoutes } from './wall/wallRoutes.ts';
import { savedViewRoutes } from './violations/savedViewRoutes.ts';
import { openViolations, violationRoutes } from './violations/violationRoutes.ts';
import type { ViolationDeps } from './violations/writeViolations.ts';

/** Every process answers /healthz, /readyz and /metrics; the role `web` adds the rest before it listens. */
interface WebParts {
  violations: ViolationDeps;
  policies: PolicyBook;
  outside: OutsideDeps;
  broker: Broker | undefined;
  ingest: Ingest | undefined;
  book: BindingBook;
  calibrations: CalibrationBook;
}

const dashboardDir = path.join(serverDir, '../dashboard/dist');

/** Answers the address that it listens on. */
export async function startHttp(core: Core, parts: WebParts): Promise<string> {
  const { config, db, clock, log, metrics, closing } = core;
  const auth = createAuth({ db, clock });
  const http = await createHttpServer({
    log,
    db,
    clock,
    auth,
    metrics,
    pictureOrigins: config.mapTiles
      ? [...new Set(config.mapTiles.templates.map((each) => new URL(each).origin))]
      : [],
    dashboardDir,
    trustProxy: config.publicUrl !== undefined,
    notReady: () => brokerTrouble(config, parts.broker),
  });
  closing.add('http', () => http.close());
  if (config.roles.has('web')) await addScreens(core, { ...parts, http, auth });
  await portNaming({ PORT: config.port }, () => http.listen({ port: config.port, host: '0.0.0.0' }));
  const address = http.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  return `http://localhost:${port}`;
}

/** Whoever serves screens goes on without a broker: they are told. */
function brokerTrouble({ roles }: Core['config'], broker: Broker | undefined): string[] {
  const since = broker && !roles.has('web') ? outageOf(broker.source) : null;
  return since ? [`broker: no connection since ${since.toISOString()}`] : [];
}

/** The API and the live channel. */
async function addScreens(core: Core, parts: WebParts & { http: HttpApp; auth: Auth }): Promise<void> {
  const { config, db, clock, log, registry, metrics, closing } = core;
  const { violations, policies, outside, broker, ingest, book, calibrations, http, auth } = parts;
  const { box } = outside;
  const pictures = startPictures({ db, clock, log, registry, box, sent: broker?.frames ?? noFrames });
  closing.add('pictures', pictures.close);
  const rules = ruleSummaries(violations.rulebook);
  const screenReports = createScreenReports(log);
  await http.register(
    async (api) => {
      const oidc = config.oidc && { settings: config.oidc, log };
      sessionRoutes(api, { db, clock, oidc, demo: config.demo });
      accountRoutes(api, { db, clock, forgetBrowsers: removeSubscriptions });
      const { rulebook } = violations;
      registryRoutes(api, { db, clock, registry, rules, rulebook, hashPassword, box });
      mapSettingsRoutes(api, config.mapTiles);
      pictures.routes(api);
      bindingRoutes(api, { db, clock, registry, book, families });
      bindingFileRoutes(api, { db, clock });
      mappingRoutes(api, { db, clock, families, rulebook: violations.rulebook });
      tryRoutes(api, { clock, registry, book, calibrations, families, rulebook: violations.rulebook });
      deviceRoutes(api, { db, clock, registry, rulebook: violations.rulebook, families });
      calibrationRoutes(api, { db, clock });
      calibrationFileRoutes(api, { db, clock });
      violationRoutes(api, violations);
      savedViewRoutes(api, { db });
      dispatchRoutes(api, violations.dispatch);
      policyRoutes(api, violations.dispatch, policies);
      messageRoutes(api, { db, clock, registry });
      myNotificationRoutes(api, { ...outside, registry });
      inspectorPhoneRoutes(api, { db });
      channelRoutes(api, outside);
      credentialRoutes(api, { db, clock });
      adminMessageRoutes(api, { db });
      soundRoutes(api, { db, clock, dutyShifts: config.dutyShifts });
      statisticsRoutes(api, { db, clock, rulebook: violations.rulebook });
      rulebookRoutes(api, { db, clock, registry, rulebook: violations.rulebook });
      shiftRoutes(api, violations.dispatch);
      auditRoutes(api, { db });
      wallRoutes(api, { db, clock });
      liveRoutes(api, { db });
      screenReportRoutes(api, screenReports);
    },
    { prefix: '/api/v1' },
  );
  await http.ready();
  const live = await startLive({
    httpServer: http.server,
    db,
    clock,
    log,
    auth,
    frames: pictures.feed,
    rules,
    district: config.district,
    readers: { openViolations, activeDispatches, watched: readWatched },
    load: { readLoad, dutyShifts: config.dutyShifts },
    lastIntakeAt: ingest ? ingest.lastIntakeAt : null,
    readingsPerS: ingest ? ingest.readingsPerS : null,
    rehearsal: config.clockSpeed !== 1 || config.clockStart !== undefined,
    pageVersion: pageVersionOf(dashboardDir),
    followInbox: (onChanged) => followInbox(db, onChanged),
  });
  closing.add('live', live.close);
  metrics.gauge('mingchu_live_clients', 'Connected screens', () => live.clientCount);
  metrics.gauge('mingchu_change_seq', 'Number of the newest change', () => live.headSeq);
  metrics.gauge(
    'mingchu_unjudged_seconds',
    'Age of the oldest reading that the rules have not judged, or of their last look for silence',
    async () => {
      const until = await judgedUntil(db);
      return until === null ? Number.NaN : Math.max(0, clock.now() - until) / 1_000;
    },
  );
  metrics.gauge(
    'mingchu_intake_gone_seconds',
    'For how long nobody has been seen to take in; 0 while somebody does',
    () => Math.max(0, clock.now() - (live.intakeGoneSince() ?? clock.now())) / 1_000,
  );
  const { counts } = screenReports;
  metrics.gauge(
    'mingchu_screen_differences',
    'Screens that differed from the database since start',
    () => counts()['state-differs'],
  );
  metrics.gauge(
    'mingchu_screens_stuck',
    'Screens whose script was stuck when it was told, since start',
    () => counts()['still-stuck'],
  );
  metrics.gauge(
    'mingchu_screen_stalls',
    'Screens whose script was stuck since start',
    () => counts()['was-stuck'],
  );
}

/** A process that sees no broker has no pictures. */
const noFrames = { latest: () => undefined, onFrame: () => () => {} };

/** Says which of these variables names the port that is taken. */
export async function portNaming<Result>(
  ports: Record<string, number | null | undefined>,
  listen: () => Promise<Result>,
): Promise<Result> {
  try {
    return await listen();
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { port?: number };
    const variable = Object.keys(ports).find((name) => ports[name] === port) ?? Object.keys(ports).join(', ');
    if (code === 'EADDRINUSE')
      throw new SettingError(variable, `port ${port} is taken by another program`, { cause: error });
    if (code === 'EACCES')
      throw new SettingError(variable, `port ${port} needs more rights`, { cause: error });
    throw error;
  }
}
