/**
 * Tells, by way of the database, that this ingester has no connection to its broker, so that whichever process serves
 * the screens can say it. A connection that is back soon was none of their business.
 */
import type { Logger } from '../platform/log.ts';
import type { MessageSource } from '../platform/mqtt/messageSource.ts';
import type { Database } from '../platform/postgres/database.ts';
import { regularly } from '../platform/regularly.ts';
import { endOutage, noteOutage } from './brokerOutageStore.ts';
import type { HeldSession } from './holdSession.ts';

export interface TellOutageDeps {
  db: Database;
  log: Logger;
  source: Pick<MessageSource, 'lost'>;
  session: Pick<HeldSession, 'number'>;
}

/** Real ms. */
const lookEveryMs = 500;
const soonBackMs = 2_500;

/** Since when there has been no connection, once that is longer than a reconnection takes; null while there is one. */
export function outageOf(source: Pick<MessageSource, 'lost'>): Date | null {
  const lost = source.lost();
  return lost !== null && lost.forMs >= soonBackMs ? new Date(lost.at) : null;
}

/** The answer ends it, and leaves told what was. */
export function tellOutage({ db, log, source, session }: TellOutageDeps): () => void {
  // At first whatever an earlier holder of the number told.
  let told: { number: number; isLost: boolean } | undefined;
  const look = async () => {
    const since = outageOf(source);
    const isLost = since !== null;
    const number = session.number();
    if (told?.number === number && told.isLost === isLost) return;
    if (isLost) await noteOutage(db, number, since);
    else await endOutage(db, number);
    if (isLost) log.warn({ since }, 'no connection to the broker');
    else if (told?.isLost) log.warn('connected to the broker again');
    told = { number, isLost };
  };
  return regularly(lookEveryMs, look, (error) =>
    log.debug({ err: error }, 'state of the broker connection not told, trying again'),
  );
}
