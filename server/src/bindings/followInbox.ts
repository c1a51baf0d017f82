/** Follows what changes the inbox: who was heard and is not bound, and what people did about it. */
import type { Database } from '../platform/postgres/database.ts';
import { bindingChannel } from './bindingBook.ts';
import { inboxChannel } from './heardStore.ts';

/** Calls `onChanged` after each change, and when changes may have been missed. The answer ends it. */
export async function followInbox(db: Database, onChanged: () => void): Promise<() => Promise<void>> {
  const handlers = { onPayload: onChanged, onReconnect: onChanged };
  const stops = await Promise.all(
    [inboxChannel, bindingChannel].map((channel) => db.listen(channel, handlers)),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
