/**
 * Live: everything that a screen shows, as it becomes true. It follows the change log of the database and tells
 * the connected screens; it changes nothing and is imported by nobody but the composition root. Each web process
 * follows the log by itself, so any number of them needs no other link between them.
 *
 * Timers here are in real milliseconds: a connection is as silent as a person's watch says, at whatever speed the
 * clock of the district runs.
 */
import { createHash } from 'node:crypto';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { heartbeatMs, liveNamespace, type RuleSummary } from '@mingchu/shared/live';
import { Server } from 'socket.io';
import { createPictureViews } from '../platform/audit/pictureViews.ts';
import type { Auth } from '../platform/auth/auth.ts';
import { silenceMsBy } from '../platform/auth/presence.ts';
import type { Clock } from '../platform/clock.ts';
import { isForeignOrigin } from '../platform/http/originCheck.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { regularly } from '../platform/regularly.ts';
import { followChanges } from './changeFollower.ts';
import { createFloodWatch } from './floodWatch.ts';
import { createFramePusher, type FrameSource } from './framePush.ts';
import { createHeartbeats } from './heartbeats.ts';
import { createLiveClients } from './liveClients.ts';
import { attendScreens, noteDesk } from './attendScreens.ts';
import { type LiveNamespace, waitingOn } from './liveSocket.ts';
import { pruneChanges } from './liveStore.ts';
import { createOfficerLoad, type OfficerLoadOptions } from './officerLoad.ts';
import { createInboxPush, createSumsSoon, pushStats, pushSums } from './regularPushes.ts';
import { createSnapshotSource, type SnapshotReaders } from './snapshotSource.ts';
import { createComparison } from './comparison.ts';
import { followIntake } from './intakeTrace.ts';
import { type IntakeWatch, watchIntake } from './watchIntake.ts';

export interface LiveDeps {
  httpServer: HttpServer;
  db: Database;
  clock: Clock;
  log: Logger;
  auth: Pick<Auth, 'authenticate' | 'keepAlive' | 'notePresence' | 'onEnded'>;
  frames: FrameSource;
  rules: RuleSummary[];
  /** Name of the district, shown on the wall. */
  district: string;
  /** How open violations, running orders and the registry are read: their rooms' functions. */
  readers: SnapshotReaders;
  /** How the load of a span is read, and when shifts of duty officers begin. */
  load: Pick<OfficerLoadOptions, 'readLoad' | 'dutyShifts'>;
  /** Receive time of the newest committed message, ms since 1970; null in a process without intake. */
  lastIntakeAt: (() => number | null) | null;
  /** Null in a process without intake. */
  readingsPerS: (() => number) | null;
  /** True when the clock of the district was set on purpose. */
  rehearsal: boolean;
  /** Version of the pages that this process hands out; null when it has none. */
  pageVersion: string | null;
  /** Follows the inbox of devices; the answer ends it. */
  followInbox: (onChanged: () => void) => Promise<() => Promise<void>>;
  /** How many changes are held for screens that come back; 10,000 when absent. */
  heldChanges?: number;
  /** Real ms between two pushes of today's numbers; 5 s when absent. */
  statsEveryMs?: number;
  /** Real ms between two sums of the database; 15 s when absent. */
  sumEveryMs?: number;
  /** Real ms between two looks at the sessions of open screens; 15 s when absent. */
  sessionCheckMs?: number;
}

export interface Live {
  /** For GET /changes and metrics. */
  readonly headSeq: number;
  readonly clientCount: number;
  readonly intakeGoneSince: IntakeWatch['goneSince'];
  /** Bytes that each connection has not taken yet; bounded, see `liveClients.ts`. */
  waitingBytes(): number[];
  close(): Promise<void>;
}

/** Real ms. */
const tendMs = 250;
const defaultStatsMs = 5_000;
const defaultSumMs = 15_000;
const inboxMs = 1_000;
/** Who comes back is compared after this time, with all who come meanwhile. */
const sumSoonMs = 1_000;
const defaultSessionCheckMs = 15_000;
/** Virtual ms: how long GET /changes and returning screens find what they missed, and how often it is pruned. */
const changesKeptMs = 48 * 3_600_000;
const pruneEveryMs = 600_000;
const maxInboundBytes = 64 * 1024;

/** Resolves when clients may connect. */
export async function startLive(deps: LiveDeps): Promise<Live> {
  const { db, clock, log } = deps;
  const follower = await followChanges({
    db,
    log,
    ...(deps.heldChanges === undefined ? {} : { held: deps.heldChanges }),
  });
  let closing = false;
  const io = new Server(deps.httpServer, {
    serveClient: false,
    // Compressing small messages for each of 200 clients costs more than it saves on a station's network.
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: maxInboundBytes,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: (request, decide) => decide(null, !closing && !isForeign(request)),
  });
  const namespace: LiveNamespace = io.of(liveNamespace);
  const numbers = {
    comparison: createComparison(db),
    intake: followIntake(clock, deps.readingsPerS),
    officers: createOfficerLoad({ ...deps.load, db, silenceMs: silenceMsBy(clock) }),
  };
  const rulesDigest = createHash('sha256').update(JSON.stringify(deps.rules)).digest('base64url');
  const snapshots = createSnapshotSource({ ...deps, rulesDigest, numbers });
  const speed = clock.speed;
  const readAt = () => new Date(clock.now() - follower.readAgoMs() * speed).toISOString();
  const clients = createLiveClients({ namespace, follower, snapshots, readAt, log });
  const pictures = createFramePusher(deps.frames);
  const views = createPictureViews({ db, clock });
  const logged = (error: Error) => log.warn({ err: error }, 'live: the database did not answer');
  admit(namespace, deps.auth);

  const intake = watchIntake(deps);
  const heartbeat = createHeartbeats({ ...deps, follower, intakeGoneSince: intake.goneSince });
  const beat = async () => {
    if (clients.size === 0) return;
    const said = await heartbeat();
    // After the reading: a beat that knows more than a phone was told proves nothing to it.
    clients.tellHidden();
    // Not to those who are behind: a heartbeat would tell them that what they show is live.
    namespace.except(clients.behindIds()).emit('heartbeat', said);
  };
  const pushes = { ...deps, rulesDigest, namespace, clients, follower, numbers };
  const sumsSoon = createSumsSoon(() => pushSums(pushes), sumSoonMs, logged);
  attendScreens(namespace, {
    clients,
    pictures,
    views,
    heartbeat,
    auth: deps.auth,
    wantSums: sumsSoon.want,
    isClosing: () => closing,
    onError: logged,
  });
  const timers = [
    setInterval(() => void beat().catch(logged), heartbeatMs),
    setInterval(clients.tend, tendMs),
    setInterval(
      () => void checkSessions(namespace, deps.auth).catch(logged),
      deps.sessionCheckMs ?? defaultSessionCheckMs,
    ),
  ];
  const inbox = createInboxPush(pushes, inboxMs);
  const stopInbox = await deps.followInbox(inbox.tell);
  const flood = createFloodWatch({
    push: () => pushStats(pushes),
    nowMs: () => clock.now(),
    onError: logged,
  });
  const stopFlood = follower.onGrown(flood.heard);
  const stopRegular = [
    regularly(deps.statsEveryMs ?? defaultStatsMs, flood.read, logged),
    regularly(deps.sumEveryMs ?? defaultSumMs, () => pushSums(pushes), logged),
  ];
  const stopPruning = clock.setRepeating(pruneEveryMs, () => {
    pruneChanges(db, new Date(clock.now() - changesKeptMs)).catch(logged);
  });
  const stopPumping = follower.onGrown(clients.pump);
  const stopBeginning = follower.onOtherLog(() => {
    snapshots.beginAnew();
    clients.beginAnew();
  });
  const stopSignOuts = deps.auth.onEnded((sessionId) => {
    for (const socket of namespace.sockets.values()) {
      if (socket.data.sessionId === sessionId) socket.disconnect(true);
    }
  });

  return {
    get headSeq() {
      return follower.head;
    },
    get clientCount() {
      return clients.size;
    },
    intakeGoneSince: intake.goneSince,
    waitingBytes: () => [...namespace.sockets.values()].map((socket) => waitingOn(socket).bytes),
    close: async () => {
      // Who comes back before the HTTP server is closed too must find another server.
      closing = true;
      for (const timer of timers) clearInterval(timer);
      for (const stop of [
        ...stopRegular,
        stopFlood,
        stopPruning,
        stopPumping,
        stopBeginning,
        stopSignOuts,
        numbers.intake.stop,
        intake.stop,
      ])
        stop();
      inbox.stop();
      sumsSoon.stop();
      await stopInbox();
      pictures.close();
      // The connections, not the sockets: a screen that is told `disconnect` would not come back by itself. And
      // not io.close(), which would close the HTTP server too; that has its owner.
      io.engine.close();
      await follower.close();
    },
  };
}

function isForeign(request: IncomingMessage): boolean {
  return isForeignOrigin(request.headers.origin, request.headers.host);
}

/** Only those who are signed in get in. */
function admit(namespace: LiveNamespace, auth: LiveDeps['auth']): void {
  namespace.use((socket, next) => {
    const { address, headers } = socket.handshake;
    auth.authenticate(headers.cookie, address).then(
      (caller) => {
        if (!caller) return next(new Error('not-signed-in'));
        socket.data.session = caller.session;
        socket.data.sessionId = caller.sessionId;
        return next();
      },
      () => next(new Error('not-ready')),
    );
  });
}

/**
 * A session that has ended, here or in another process, takes its screens with it; the others are kept alive. It is
 * known by its id: the token that opened the connection may have successors by now.
 */
async function checkSessions(namespace: LiveNamespace, auth: LiveDeps['auth']): Promise<void> {
  for (const socket of namespace.sockets.values()) {
    const session = await auth.keepAlive(socket.data.sessionId);
    if (session) await noteDesk(socket, auth);
    else socket.disconnect(true);
  }
}
