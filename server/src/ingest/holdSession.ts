/**
 * Which session at the broker is ours. A session must be found again after a restart, wherever that is, because the
 * broker keeps messages in it; and two processes in one session would throw each other out. So ingesters number
 * themselves by locks in the database that they share: each holds the lowest number that is free, and a number is free
 * as soon as its holder's connection to the database is gone.
 *
 * States: *held*; *lost*, when the connection broke: the name stays while the number is asked for again, and when
 * another took it meanwhile, the next free one is taken. The broker then ends our connection for the other's sake, and
 * we come back under the new name.
 *
 * The broker deals out the stream over all sessions of the group, whether somebody is there or not. So who stops while
 * number 0 goes on gives up its share; number 0 never does, and the broker keeps everything in its session.
 */
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { ingesterLocks } from './brokerOutageStore.ts';

export interface HeldSession {
  /** Client id at the broker; may change while the connection to the broker is broken. */
  clientId(): string;
  /** Without the secret at its end: for logs, and the client id of the time before there was one. */
  publicId(): string;
  /** May change with the client id. */
  number(): number;
  /** Ours is number 0, the one ingester that hears the families of devices. */
  leads(): boolean;
  /** Number 0 is held by another, and we have a higher one: our share may go to the others when we stop. */
  othersRemain(): Promise<boolean>;
  release(): void;
}

const maxIngesters = 64;
/** Real ms between attempts to come back. */
const retryMs = 500;

export async function holdSession({
  db,
  log,
  prefix,
  suffix = '',
}: {
  db: Database;
  log: Logger;
  prefix: string;
  /** What nobody may guess at the end of the client id; it is not logged. */
  suffix?: string;
}): Promise<HeldSession> {
  let number = 0;
  let release = () => {};
  let released = false;

  const take = async (wanted: number): Promise<void> => {
    const connection = await db.pool.connect();
    let open = true;
    /** Ends the connection, and with it the lock. */
    const end = () => {
      if (open) connection.release(true);
      open = false;
    };
    const lose = () => {
      if (!open) return;
      end();
      again();
    };
    connection.on('error', lose);
    connection.on('end', lose);
    try {
      const free = await lockLowest(connection, wanted);
      if (free !== number) log.info({ session: `${prefix}-${free}` }, 'session at the broker');
      number = free;
      release = end;
      if (released) end();
    } catch (error) {
      // When it was lost, it is asked for again already.
      if (!open) return;
      end();
      throw error;
    }
  };
  const again = () => {
    setTimeout(() => {
      if (released) return;
      take(number).catch((error: unknown) => {
        log.debug({ err: error }, 'number of this ingester not asked for, trying again');
        again();
      });
    }, retryMs);
  };

  await take(0);
  return {
    clientId: () => `${prefix}-${number}${suffix}`,
    publicId: () => `${prefix}-${number}`,
    number: () => number,
    leads: () => number === 0,
    othersRemain: async () => {
      if (number === 0) return false;
      const rows = await db.query(
        `select 1 from pg_locks where locktype = 'advisory' and classid = $1 and objid = 0 and granted
           and database = (select oid from pg_database where datname = current_database())`,
        [ingesterLocks],
      );
      return rows.length > 0;
    },
    release: () => {
      released = true;
      release();
    },
  };
}

/** The wanted number when it is free, else the lowest that is; locked until the connection ends. */
async function lockLowest(
  connection: { query(text: string, values: unknown[]): Promise<{ rows: { held: boolean }[] }> },
  wanted: number,
): Promise<number> {
  const others = Array.from({ length: maxIngesters }, (_, index) => index);
  for (const candidate of [wanted, ...others]) {
    const { rows } = await connection.query('select pg_try_advisory_lock($1, $2) as held', [
      ingesterLocks,
      candidate,
    ]);
    if (rows[0]?.held === true) return candidate;
  }
  throw new Error(`there are ${maxIngesters} ingesters already`);
}
