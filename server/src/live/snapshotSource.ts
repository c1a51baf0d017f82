/**
 * Snapshots: the district under one sequence number, read in one repeatable-read transaction. Two hundred walls
 * that come back at once share one reading: whoever asks while one is under way, or within `freshMs` after it,
 * gets the same unless he needs a newer one; what happened since follows as changes. Sites and devices are the bulk and
 * change seldom, so they are read again only when the log shows a newer change of the registry.
 */
import type { Dispatch } from '@mingchu/shared/dispatch';
import { liveProtocol, type RuleSummary, type Snapshot } from '@mingchu/shared/live';
import type { Violation } from '@mingchu/shared/violation';
import { headSeq } from '../platform/changelog/changeLog.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor } from '../platform/postgres/database.ts';
import { deviceHealth, inspectorPositions, recentMessages, registrySeq } from './liveStore.ts';
import { currentGaps } from '../shifts/shiftStore.ts';
import { prepareStats, type StatsSources, todayStats } from './todayStats.ts';

/** How `live` reads what other concepts own: it is told, and imports none of them. */
export interface SnapshotReaders {
  openViolations(db: Executor): Promise<Violation[]>;
  activeDispatches(db: Executor): Promise<Dispatch[]>;
  watched(db: Executor): Promise<Pick<Snapshot, 'groups' | 'grids' | 'sites' | 'devices'>>;
}

export interface SnapshotOptions {
  db: Database;
  clock: Clock;
  readers: SnapshotReaders;
  rules: RuleSummary[];
  rulesDigest: string;
  district: string;
  numbers: StatsSources;
}

/** Real ms for which a snapshot is handed to more askers. */
const freshMs = 300;

export function createSnapshotSource(options: SnapshotOptions): {
  /** A snapshot that holds at least everything up to `minSeq`, which must be committed. */
  get(minSeq: number): Promise<Snapshot>;
  /** What was read so far is of another database: nobody is handed it any more. */
  beginAnew(): void;
} {
  const { db, clock, readers } = options;
  let watched: { seq: number | null; parts: Awaited<ReturnType<SnapshotReaders['watched']>> } | undefined;
  let current: { snapshot: Promise<Snapshot>; doneAt: number } | undefined;

  const read = async () => {
    const prepared = await prepareStats(options.numbers, clock);
    const { now } = prepared;
    return db.transaction(async (tx): Promise<Snapshot> => {
      await tx.execute('set transaction isolation level repeatable read, read only');
      const seq = await headSeq(tx);
      const newestRegistry = await registrySeq(tx);
      if (watched === undefined || watched.seq !== newestRegistry)
        watched = { seq: newestRegistry, parts: await readers.watched(tx) };
      return {
        protocol: liveProtocol,
        seq,
        serverTime: now.toISOString(),
        district: options.district,
        registrySeq: newestRegistry,
        rulesDigest: options.rulesDigest,
        ...watched.parts,
        violations: await readers.openViolations(tx),
        dispatches: await readers.activeDispatches(tx),
        inspectors: await inspectorPositions(tx),
        coverage: await currentGaps(tx),
        deviceHealth: await deviceHealth(tx),
        messages: await recentMessages(tx, now),
        rules: options.rules,
        stats: await todayStats(tx, prepared),
      };
    });
  };

  return {
    get: async (minSeq) => {
      if (current && performance.now() - current.doneAt < freshMs) {
        const shared = await current.snapshot;
        if (shared.seq >= minSeq) return shared;
      }
      const reading = { snapshot: read(), doneAt: Number.POSITIVE_INFINITY };
      current = reading;
      reading.snapshot.then(
        () => {
          reading.doneAt = performance.now();
        },
        () => {
          if (current === reading) current = undefined;
        },
      );
      return reading.snapshot;
    },
    beginAnew: () => {
      current = undefined;
      watched = undefined;
    },
  };
}
