/** The channels that are open now: Web Push, and what administrators set up and switched on. Read again at each look. */
import type { Rulebook } from '@mingchu/shared/rulebook';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { SendingChannel } from './channel.ts';
import { allChannels, type ChannelRow } from './channelStore.ts';
import { webPushChannel } from './channels/webPushChannel.ts';
import { forgetSubscription, subscriptionsOf } from './choiceStore.ts';
import type { UsableChannel } from './model/routeMessage.ts';
import { openChannel } from './openChannel.ts';
import type { SecretBox } from '../platform/secretBox.ts';
import { ensureWebPushIdentity } from './webPushIdentity.ts';

/** What everything outside the application stands on. */
export interface OutsideDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  box: SecretBox;
  /** Names what is wrong. */
  rulebook: Rulebook;
  /** Address that people type; null when nobody told us. */
  publicUrl: string | null;
  /** Web Push may go to private addresses and plain http. */
  pushAnywhere: boolean;
}

export interface ChannelBook {
  /** Reads what has changed. */
  refresh(): Promise<void>;
  usable(): readonly UsableChannel[];
  sending(): readonly SendingChannel[];
}

/** Must be an address of somebody: push services refuse anything else. */
const unknownSubject = 'mailto:postmaster@mingchu.invalid';

/** Web Push for this installation; rejects when its private key cannot be read. */
export async function openWebPush(deps: OutsideDeps): Promise<SendingChannel> {
  const identity = await ensureWebPushIdentity(deps);
  return webPushChannel({
    ...identity,
    subject: deps.publicUrl?.startsWith('https:') ? deps.publicUrl : unknownSubject,
    anywhere: deps.pushAnywhere,
    subscriptionsOf: (username) => subscriptionsOf(deps.db, username),
    forget: (id) => forgetSubscription(deps.db, id),
  });
}

export async function openChannelBook(deps: OutsideDeps): Promise<ChannelBook> {
  const open = new Map<string, { version: number; usable: UsableChannel; sending: SendingChannel }>();
  const broken = new Map<string, number>();
  let webPush: SendingChannel | undefined;
  try {
    webPush = await openWebPush(deps);
  } catch (error) {
    // Everything else goes on without it.
    deps.log.error({ err: error }, 'Web Push cannot be used');
  }
  const openRow = (row: ChannelRow) => {
    const { id, kind, audience, version } = row;
    try {
      open.set(id, { version, usable: { id, kind, audience }, sending: openChannel(row, deps) });
      broken.delete(id);
    } catch (error) {
      open.delete(id);
      if (broken.get(id) === version) return;
      broken.set(id, version);
      deps.log.error({ err: error, channel: id }, 'channel cannot be used');
    }
  };
  const book: ChannelBook = {
    refresh: async () => {
      const rows = (await allChannels(deps.db)).filter(({ enabled }) => enabled);
      for (const id of open.keys()) if (!rows.some((row) => row.id === id)) open.delete(id);
      for (const row of rows) if (open.get(row.id)?.version !== row.version) openRow(row);
    },
    usable: () => [
      ...(webPush === undefined ? [] : [{ id: 'web-push', kind: 'web-push' as const, audience: [] }]),
      ...[...open.values()].map(({ usable }) => usable),
    ],
    sending: () => [
      ...(webPush === undefined ? [] : [webPush]),
      ...[...open.values()].map(({ sending }) => sending),
    ],
  };
  await book.refresh();
  return book;
}
