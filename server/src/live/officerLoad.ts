/** What the alarms ask of each officer at a desk, as it is pushed with today's numbers. */
import { judgeLoad, judgeOfficers, type LoadFigures, loadWindowMs } from '@mingchu/shared/alarmLoad';
import { dutyShiftBegan } from '@mingchu/shared/sound';
import type { ActCounts, OfficerLoad } from '@mingchu/shared/todayNumbers';
import type { Executor } from '../platform/postgres/database.ts';
import { actsOfShift } from '../statistics/officerStore.ts';
import { displayNames, presenceDuring } from '../statistics/presenceStore.ts';
import { announcedAlarms, type Span } from '../statistics/statisticsStore.ts';
import { dayMs } from './model/localDay.ts';

/** A flood that began earlier and was never over within this time is taken to have begun here. */
const judgedMs = 12 * loadWindowMs;
/** Ten minutes each, shown. */
const shownWindows = 6;
const dayFreshMs = 20_000;

export interface OfficerLoadSource {
  /** The last 24 hours, at most 20 s old. It may take a connection of its own: call it outside of transactions. */
  day(now: Date): Promise<LoadFigures>;
  /** As of `now`, with what `day` answered. */
  at(db: Executor, now: Date, day: LoadFigures): Promise<OfficerLoad>;
}

export interface OfficerLoadOptions {
  db: Executor;
  /** How the figures of a span are read: their room's function. */
  readLoad(db: Executor, question: { span: Span; now: Date; silentSince: Date }): Promise<LoadFigures>;
  /** When shifts of duty officers begin, `HH:MM`. */
  dutyShifts: readonly string[];
  /** Who was not heard of for so long is not there, ms of the clock. */
  silenceMs: number;
}

/** Numbers for whoever is told; one reading of the last day is shared by all who ask within 20 s. */
export function createOfficerLoad(options: OfficerLoadOptions): OfficerLoadSource {
  const { dutyShifts, silenceMs } = options;
  let current: { at: number; day: Promise<LoadFigures> } | undefined;
  return {
    day: (now) => {
      const at = now.getTime();
      if (current && at >= current.at && at - current.at < dayFreshMs) return current.day;
      const asked = {
        at,
        day: options.readLoad(options.db, {
          span: { from: new Date(at - dayMs), to: new Date(at + 1) },
          now,
          silentSince: new Date(at - silenceMs),
        }),
      };
      current = asked;
      asked.day.catch(() => {
        if (current === asked) current = undefined;
      });
      return asked.day;
    },
    at: (db, now, day) => readOfficerLoad(db, { now, day, dutyShifts, silenceMs }),
  };
}

async function readOfficerLoad(
  db: Executor,
  moment: { now: Date; day: LoadFigures; dutyShifts: readonly string[]; silenceMs: number },
): Promise<OfficerLoad> {
  const { day, dutyShifts, silenceMs } = moment;
  const nowMs = moment.now.getTime();
  const to = nowMs + 1;
  const shiftBegan = dutyShiftBegan(dutyShifts, nowMs);
  const span = { from: new Date(Math.min(shiftBegan, to - judgedMs)), to: new Date(to) };
  const announced = await announcedAlarms(db, span);
  const present = await presenceDuring(db, { span, silentSince: new Date(nowMs - silenceMs) });
  const lately = { from: to - judgedMs, to, present };
  const sinceLately = announced.filter(({ at }) => at >= lately.from);
  const { last10Min, judgement, inFlood, present: count } = judgeLoad(sinceLately, lately);
  const shift = { from: shiftBegan, to, present };
  const shares = judgeOfficers(
    announced.filter(({ at }) => at >= shiftBegan),
    shift,
  );
  const ofShift = new Map(shares.map((share) => [share.username, share]));
  const there = judgeOfficers(sinceLately, lately).filter(({ presentSince }) => presentSince !== null);
  const names = await displayNames(
    db,
    there.map(({ username }) => username),
  );
  const latelyFrom = new Date(to - loadWindowMs);
  const acts = await actsOfShift(db, { latelyFrom, shiftFrom: new Date(shiftBegan), to: span.to });
  return {
    present: count,
    announcedBy10Min: byWindow(announced, to),
    last10Min,
    judgement,
    inFlood,
    officers: there
      .map((officer) => ({ ...officer, since: officer.presentSince ?? to }))
      .sort((a, b) => a.since - b.since)
      .map((officer) => ({
        username: officer.username,
        displayName: names.get(officer.username) ?? officer.username,
        presentSince: new Date(officer.since).toISOString(),
        last10Min: officer.last10Min,
        judgement: officer.judgement,
        per10Min: ofShift.get(officer.username)?.per10Min ?? 0,
        peak10Min: ofShift.get(officer.username)?.peak10Min ?? 0,
        acts10Min: acts.get(officer.username)?.lately ?? noActs,
        actsOfShift: acts.get(officer.username)?.ofShift ?? noActs,
        medianAckMs: acts.get(officer.username)?.medianAckMs ?? null,
      })),
    day,
  };
}

function byWindow(announced: readonly { at: number }[], to: number): number[] {
  const counts = Array.from({ length: shownWindows }, () => 0);
  for (const { at } of announced) {
    const window = shownWindows - 1 - Math.floor((to - 1 - at) / loadWindowMs);
    if (window >= 0) counts[window] = (counts[window] ?? 0) + 1;
  }
  return counts;
}

const noActs: ActCounts = { acks: 0, reviews: 0, dispatches: 0 };
