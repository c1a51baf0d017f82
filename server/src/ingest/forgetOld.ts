/**
 * What intake keeps for a time only: dead letters, what was wrong with devices by day, and the keys by which it knows a
 * repetition. Without this they would grow for ever.
 */
import { districtDay } from '@mingchu/shared/calibration';
import { troubleDays } from '@mingchu/shared/deviceDiagnosis';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';

const dayMs = 86_400_000;
const everyMs = 3_600_000;

export interface KeptIntake {
  letterDays: number;
  letters: number;
  letterBytes: number;
  keyDays: number;
}

/** Keys outlive what a broker may deliver again: it keeps our session for 7 days. */
const kept: KeptIntake = { letterDays: 30, letters: 50_000, letterBytes: 1024 * 1024 * 1024, keyDays: 8 };

/** Forgets once an hour, first at once; the answer ends it. Any number of processes may. */
export function startForgetting({
  db,
  clock,
  log,
}: {
  db: Database;
  clock: Clock;
  log: Logger;
}): () => Promise<void> {
  let running = Promise.resolve();
  const run = () => {
    running = forgetOld(db, clock.date()).catch((error: unknown) =>
      log.warn({ err: error }, 'old dead letters not removed; tried again in an hour'),
    );
  };
  run();
  const stop = clock.setRepeating(everyMs, run);
  return () => {
    stop();
    return running;
  };
}

export async function forgetOld(db: Database, now: Date, limits: KeptIntake = kept): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  await db.execute('delete from untrusted_message where received_at < $1', [before(limits.keyDays)]);
  await db.execute('delete from dead_letter where received_at < $1', [before(limits.letterDays)]);
  await db.execute('delete from device_trouble where day < $1::date', [districtDay(+before(troubleDays))]);
  await db.execute(
    `delete from dead_letter where id <= (
       select max(id) from (
         select id, row_number() over newest as letters, sum(octet_length(payload)) over newest as bytes
         from dead_letter window newest as (order by id desc)
       ) as counted
       where letters > $1 or bytes > $2)`,
    [limits.letters, limits.letterBytes],
  );
}
