/**
 * The live protocol, Socket.IO namespace `/live`. A client says `hello`; the server answers `snapshot`, or the
 * missing `change`s when it still has them, then changes in order of `seq`; each batch says which range it
 * covers. A client that sees a gap between ranges says `hello` again, and so does one that sees a `registry`
 * change (without `lastSeq`: sites and devices come in snapshots only). `heartbeat` comes every 5 s; it proves as much
 * as the server has lately read, and a screen without proof for 7 s must cover itself. Screens of staff are told the
 * `sum` of the database now and then, and compare.
 */
import type { CoverageGap } from './shift.ts';
import type { Dispatch } from './dispatch.ts';
import type { Grid, Group, Site, Device } from './registry.ts';
import type { MessageFacts } from './notify.ts';
import type { Rule } from './rulebook.ts';
import type { StateSums } from './stateSum.ts';
import type { ArrivalTimes, OfficerLoad, PastDays, UsualDay } from './todayNumbers.ts';
import type { Violation } from './violation.ts';

export const liveProtocol = 2;
export const liveNamespace = '/live';
export const heartbeatMs = 5_000;
/** A screen that hears nothing for this long must say that it is not live. */
export const notLiveAfterMs = 7_000;

export type LiveView = 'wall' | 'console' | 'phone';

export interface Hello {
  protocol: number;
  view: LiveView;
  /** Last sequence number seen, to be sent only what is missing. */
  lastSeq?: number;
  /** Comes back in the heartbeat that follows. */
  asked?: number;
}

/** Health of one device as the screens show it. */
export interface DeviceHealth {
  siteId: string;
  deviceId: string;
  state: 'online' | 'offline' | 'unknown';
  lastSeenAt: string | null;
  /** Device clock minus ours at the last message, ms; null while within the limit. */
  skewMs: number | null;
}

export interface InspectorPosition {
  inspectorId: string;
  name: string;
  groupId: string;
  onShift: boolean;
  lat: number;
  lon: number;
  /** When his phone told it; null when it never has: then the place is the registry's. */
  at: string | null;
}

/** Everything that goes through the change log. `body` is the whole new fact, so applying twice is harmless. */
export type Change =
  | { seq: number; at: string; kind: 'violation'; body: Violation }
  | { seq: number; at: string; kind: 'dispatch'; body: Dispatch }
  | { seq: number; at: string; kind: 'device'; body: DeviceHealth }
  | { seq: number; at: string; kind: 'inspector'; body: InspectorPosition }
  | { seq: number; at: string; kind: 'coverage'; body: { gaps: CoverageGap[] } }
  | { seq: number; at: string; kind: 'message'; body: InAppMessage }
  /** A layout or playlist of the wall has been set: walls read the plan again. */
  | { seq: number; at: string; kind: 'wall'; body: { kind: 'layout' | 'playlist'; name: string } }
  | { seq: number; at: string; kind: 'registry'; body: { reason: string } };
export type ChangeKind = Change['kind'];
export const changeKinds = [
  'violation',
  'dispatch',
  'device',
  'inspector',
  'coverage',
  'message',
  'wall',
  'registry',
] as const satisfies readonly ChangeKind[];

/** A message to a person, delivered in the application. */
export interface InAppMessage {
  id: string;
  recipientId: string;
  step: string;
  /** In Chinese. */
  text: string;
  /** The same as data, for screens in any language; null for an old one. */
  facts?: MessageFacts | null;
  dispatchId: string | null;
  violationId: string | null;
  at: string;
}

/** State of the district under one sequence number. Closed violations and finished orders are not in it. */
export interface Snapshot extends SnapshotBase {
  protocol: number;
  seq: number;
  serverTime: string;
  district: string;
  groups: Group[];
  grids: Grid[];
  sites: Site[];
  devices: Device[];
  violations: Violation[];
  dispatches: Dispatch[];
  inspectors: InspectorPosition[];
  /** Grids that nobody covers now or soon. */
  coverage: CoverageGap[];
  deviceHealth: DeviceHealth[];
  messages: InAppMessage[];
  rules: RuleSummary[];
  /** Null for an inspector, who is told nothing of the district. */
  stats: TodayStats | null;
}

/** What a screen needs to name a rule. */
export interface RuleSummary {
  id: string;
  version: string;
  title: { zh: string; en: string };
  severity: 'critical' | 'major' | 'minor' | 'info';
  legalBasis: { text: string; source: string };
  /** False for gas and fire, which cannot be put aside. */
  shelvable: boolean;
  /** When it speaks: the devices it looks at, and its thresholds. A site may have its own. */
  condition?: Pick<Rule, 'kind' | 'deviceKinds' | 'params' | 'latched' | 'autoDispatch'>;
}

/** Today, local time; pushed every 5 s as `stats`, so that a number that comes no more is seen to be old. */
export interface TodayStats extends ArrivalTimes {
  /** Server time at which these were the numbers. */
  at: string;
  date: string;
  breached: number;
  /** Of these nobody has come yet. */
  missed: number;
  /** 24 entries, one per local hour. */
  violationsByHour: number[];
  /** Rule id → how many today, most first. */
  violationsByRule: { ruleId: string; count: number }[];
  /** New annunciated violations in the last 10 min (ISA-18.2: more than 10 is a flood). */
  alarmsLast10Min: number;
  load: OfficerLoad;
  /** Null in a process that takes nothing in itself. */
  readingsPerS: number | null;
  /** Readings a second over the last 10 minutes, every 10 s, oldest first; short after a start. */
  readingsTrace: number[];
  past: PastDays;
  usual: UsualDay;
}

export interface Heartbeat {
  serverTime: string;
  seq: number;
  /** Receive time of the newest message that intake has committed; null before the first. */
  lastIntakeAt: string | null;
  /** Real ms since the server began the last reading of the change log that succeeded: so old is what is shown. */
  readAgoMs: number;
  /**
   * Receive time up to which the rules have judged everything: of the oldest batch that waits, or of the last look for
   * silence when that is longer ago. Null while nothing has ever been judged, and nothing waits.
   */
  judgedUntil: string | null;
  /** Since when one of those who take in has no connection to the MQTT broker; null while all have. */
  brokerLostSince: string | null;
  /** When somebody was last seen to take in at all; null while somebody does. */
  intakeGoneSince: string | null;
  /** Server ms per real ms. */
  speed: number;
  /** True when the server's clock is set on purpose: then a screen's own clock cannot be judged by it. */
  rehearsal: boolean;
  /** Version of the pages that this server hands out; null when it has none. */
  pageVersion: string | null;
  /** What the client said in the `ask` or `hello` that this answers; absent in those that come by themselves. */
  asked?: number;
}

/** What only a snapshot brings: a screen that was told another one needs a new snapshot. */
export interface SnapshotBase {
  /** Number of the newest change of the registry that the log still holds; null when it holds none. */
  registrySeq: number | null;
  /** Says which rules are in force, with their words. */
  rulesDigest: string;
}

/** The sums of what the database held at a sequence number. */
export interface SumAt extends SnapshotBase {
  seq: number;
  sums: StateSums;
}

/** One camera picture, pushed to clients that watch this camera. Never replayed. */
export interface FramePush {
  siteId: string;
  deviceId: string;
  at: string;
  /** Since when the camera has sent this same picture. */
  sameSince: string;
  jpeg: ArrayBuffer;
}

/** The part of the change log that one `changes` message covers: after < seq ≤ through. */
export interface ChangeRange {
  after: number;
  through: number;
  /**
   * Server time at which the log held nothing beyond `through`, by the clock that heartbeats tell; absent when it may
   * have held more. The changes' own times are those of whoever wrote them, whose clock may be another.
   */
  readAt?: string;
}

/** A piece of a snapshot that is too large for one message: what else must be said passes between the pieces. */
export interface SnapshotPart {
  /** That of the snapshot. */
  seq: number;
  /** From 0; they come in order, and one with 0 begins anew. */
  index: number;
  of: number;
  /** Of the snapshot as JSON, compressed by gzip. */
  bytes: ArrayBuffer;
}

export interface ServerToClient {
  snapshot: (snapshot: Snapshot) => void;
  /** `taken` is called when the client has this piece, and for the last when it shows what the snapshot says. */
  'snapshot-part': (part: SnapshotPart, taken: () => void) => void;
  /**
   * In order of `seq`. The batch covers everything after `range.after` up to and including `range.through`;
   * a number missing within it does not concern this viewer. A gap is `range.after` above the last `through`
   * (or the snapshot's `seq`); the next `lastSeq` is `range.through`.
   */
  changes: (changes: Change[], range: ChangeRange) => void;
  heartbeat: (heartbeat: Heartbeat) => void;
  stats: (stats: TodayStats) => void;
  /** To staff: read from the tables, not from the log. A screen that differs at this number takes a new snapshot. */
  sum: (sum: SumAt) => void;
  /** To staff: the inbox of devices is not what it was. At most one a second. */
  inbox: () => void;
  frame: (frame: FramePush) => void;
  /** The protocol number is not spoken here: reload the page. */
  'protocol-mismatch': (answer: { protocol: number }) => void;
}

export interface ClientToServer {
  hello: (hello: Hello) => void;
  /** Asks for a heartbeat now, which repeats `asked`: proof that cannot have waited somewhere since before. */
  ask: (asked: number) => void;
  /** Replaces the set of watched cameras, `siteId/deviceId`, at most 64. */
  watch: (cameras: string[]) => void;
}

/** Most cameras one client may watch at a time. */
export const maxWatchedCameras = 64;
