/**
 * Keeps the inbox: what was heard of whom, written down at most every few seconds a device, many devices in one
 * statement. Made-up names cost little: of each site so many new ones a while, and of each and of all a bounded number of rows.
 *
 * A note of a device that this process has not written down yet is told once it is committed, so that its message is
 * acknowledged only then; later ones are samples and wait for nothing. When the database is away the same notes are
 * tried again.
 */
import { type BucketRate, newBucket, spend, type TokenBucket } from '../ingest/model/tokenBucket.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { tellRegistryChanged } from '../registry/importRegistry.ts';
import { addressKey } from './bindingBook.ts';
import { forgetHeard, newlyDeclared, tellInboxChanged, upsertHeard } from './heardStore.ts';
import { type HeardNote, mergeNotes, ownerOf, tidyNote } from './model/heardNote.ts';

export interface HeardWriter {
  /** Calls `done` when the note is safe, or is no more than a sample. Names of bound devices are not made up. */
  note(note: HeardNote, isBound: boolean, done: () => void): void;
  /** Notes that somebody waits for. */
  waiting(): number;
  stop(): void;
}

/** Rows of devices that nobody has bound: of one site, and of all with those of no site. */
const maxUnbound = { perOwner: 1_000, inAll: 10_000 };
/** A device is written down again only after this long, ms. */
const sampleEveryMs = 5_000;
/** Names that this process has not seen before and nobody has bound, of one site. */
const newNamesRate: BucketRate = { burst: 1_000, perS: 5 };
/** Sites whose rate is remembered; where anybody may publish, sites are made up as well. */
const maxOwners = 50_000;
/** Devices remembered, so that a note of one that was written down waits for nothing. */
const maxRemembered = 200_000;
const maxBatch = 500;
/** Real ms between writings, and before one that failed is tried again. */
const flushEveryMs = 100;
const retryMs = 500;

interface Remembered {
  /** Of a device that is watched: nobody has to look at it. */
  isBound: boolean;
  /** On our clock; null: never yet. */
  writtenAt: number | null;
  pending: HeardNote | null;
  waiting: (() => void)[];
}

export interface HeardWriterOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  limits?: { maxUnbound: typeof maxUnbound; sampleEveryMs: number };
}

/** SQLSTATE classes of data and of constraints. */
function isRefused(error: unknown): boolean {
  return /^2[23]...$/.test(String((error as { code?: unknown }).code));
}

export function createHeardWriter({
  db,
  clock,
  log,
  limits = { maxUnbound, sampleEveryMs },
}: HeardWriterOptions): HeardWriter {
  const remembered = new Map<string, Remembered>();
  /** Those with something to write. */
  const due = new Map<string, Remembered>();
  const buckets = new Map<string, TokenBucket>();
  let waiting = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const mayRemember = (note: HeardNote): boolean => {
    const now = clock.now();
    const owner = ownerOf(note);
    const bucket = buckets.get(owner) ?? newBucket(now);
    buckets.delete(owner);
    buckets.set(owner, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > maxOwners && oldest !== undefined) buckets.delete(oldest);
    return spend(bucket, newNamesRate, { now, tokens: 1 });
  };
  const forgetSome = () => {
    if (remembered.size <= maxRemembered) return;
    for (const [key, { pending }] of remembered) {
      if (remembered.size <= maxRemembered) return;
      if (pending === null) remembered.delete(key);
    }
  };
  const schedule = (afterMs: number) => {
    if (timer === undefined && !stopped) timer = setTimeout(() => void flush(), afterMs);
  };
  const isRipe = ({ writtenAt }: Remembered) =>
    writtenAt === null || clock.now() - writtenAt >= limits.sampleEveryMs;
  const flush = async (): Promise<void> => {
    const batch = [...due].filter(([, one]) => isRipe(one)).slice(0, maxBatch);
    const notes = batch.map(([, one]) => one.pending as HeardNote);
    const told = batch.flatMap(([key, one]) => {
      due.delete(key);
      one.pending = null;
      return one.waiting.splice(0);
    });
    let failed = false;
    if (batch.length > 0) {
      const isNews = batch.some(([, one]) => !one.isBound);
      await write(notes, isNews).catch((error: unknown) => {
        // What the database refuses would hold up the others for ever, and is no more than a note.
        failed = !isRefused(error);
        log.warn({ err: error, devices: notes.length }, 'inbox not written');
      });
    }
    if (failed) {
      for (const [index, [key, one]] of batch.entries()) {
        const before = notes[index] as HeardNote;
        one.pending = one.pending === null ? before : mergeNotes(before, one.pending);
        due.set(key, one);
      }
      batch[0]?.[1].waiting.push(...told);
    } else {
      for (const [, one] of batch) one.writtenAt = clock.now();
      waiting -= told.length;
      for (const done of told) done();
    }
    timer = undefined;
    if (due.size > 0) schedule(failed ? retryMs : flushEveryMs);
  };
  const write = (notes: HeardNote[], isNews: boolean) =>
    db.transaction(async (tx) => {
      const declared = await newlyDeclared(tx, notes);
      const fresh = await upsertHeard(tx, notes);
      if (fresh > 0) await forgetHeard(tx, limits.maxUnbound);
      if (isNews) await tellInboxChanged(tx);
      const [subjectId] = declared;
      if (subjectId === undefined) return;
      const told = { actor: 'system', act: 'declare', subjectId, reason: 'declared-by-device' };
      await tellRegistryChanged(tx, { ...told, now: clock.date(), detail: { devices: declared } });
    });

  return {
    waiting: () => waiting,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
    note: (raw, isBound, done) => {
      const key = addressKey(raw);
      let one = remembered.get(key);
      if (one === undefined) {
        if (!isBound && !mayRemember(raw)) return done();
        one = { isBound, writtenAt: null, pending: null, waiting: [] };
      }
      one.isBound = isBound;
      // To the end: the one that was heard longest ago is forgotten first.
      remembered.delete(key);
      remembered.set(key, one);
      forgetSome();
      const note = tidyNote(raw);
      one.pending = one.pending === null ? note : mergeNotes(one.pending, note);
      due.set(key, one);
      if (one.writtenAt === null) {
        waiting += 1;
        one.waiting.push(done);
      } else done();
      schedule(flushEveryMs);
    },
  };
}
