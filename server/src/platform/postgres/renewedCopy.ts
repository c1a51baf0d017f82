/**
 * A copy of some rows in memory, in every process that needs it: read whole at the start, at a notice of its channel,
 * and after the listening connection was lost, because a notice may have been lost with it.
 */
import type { Logger } from '../log.ts';
import type { Database } from './database.ts';

export interface RenewedCopy<Contents> {
  readonly contents: Contents;
  /** Resolves when what was committed before the call is in the copy. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

export async function openRenewedCopy<Contents>(deps: {
  db: Database;
  log: Logger;
  channel: string;
  /** Of what, for the log. */
  what: string;
  read: () => Promise<Contents>;
}): Promise<RenewedCopy<Contents>> {
  const { db, log, channel, what, read } = deps;
  let contents = await read();
  let wanted = 0;
  let running: Promise<void> | undefined;
  // Readings never overlap, and one asked for during another follows it.
  const renew = (): Promise<void> => {
    wanted += 1;
    running ??= (async () => {
      try {
        for (let done = 0; done < wanted; ) {
          done = wanted;
          contents = await read();
        }
      } finally {
        // In the same step as the last look at `wanted`: whoever asks later begins anew.
        running = undefined;
      }
    })();
    return running;
  };
  const renewOnNotice = () => {
    renew().catch((error: unknown) =>
      log.warn({ err: error }, `${what} not renewed; the next notice tries again`),
    );
  };
  const stopListening = await db.listen(channel, { onPayload: renewOnNotice, onReconnect: renewOnNotice });
  // Between the first reading and the listening something may have changed.
  await renew();
  return {
    get contents() {
      return contents;
    },
    renew,
    close: async () => {
      await stopListening();
      await running?.catch(() => {});
    },
  };
}
