/** SQL of what people choose, and of the browsers they have subscribed. */
import type { Language } from '@mingchu/shared/notify';
import type { Executor } from '../platform/postgres/database.ts';
import type { PushSubscriptionRow } from './channels/webPushChannel.ts';

export interface ChoiceRow {
  email: string | null;
  mobile: string | null;
  language: Language;
  channelOrder: string[];
  quietFrom: string | null;
  quietTo: string | null;
}

export async function choiceOf(db: Executor, username: string): Promise<ChoiceRow | null> {
  const [row] = await db.query<ChoiceRow>(
    `select email, mobile, language, channel_order as "channelOrder", quiet_from as "quietFrom",
            quiet_to as "quietTo" from notification_choice where username = $1`,
    [username],
  );
  return row ?? null;
}

export async function saveChoice(
  db: Executor,
  options: { username: string; choice: ChoiceRow; now: Date },
): Promise<void> {
  const { username, choice, now } = options;
  await db.execute(
    `insert into notification_choice (username, email, mobile, language, channel_order, quiet_from, quiet_to,
                                      changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (username) do update set email = excluded.email, mobile = excluded.mobile,
       language = excluded.language, channel_order = excluded.channel_order, quiet_from = excluded.quiet_from,
       quiet_to = excluded.quiet_to, changed_at = excluded.changed_at`,
    [
      username,
      choice.email,
      choice.mobile,
      choice.language,
      choice.channelOrder,
      choice.quietFrom,
      choice.quietTo,
      now,
    ],
  );
}

/** A browser that someone else used before is now this person's. Only the newest `keep` of a person stay. */
export async function saveSubscription(
  tx: Executor,
  row: PushSubscriptionRow & { username: string; createdAt: Date; keep: number },
): Promise<void> {
  await tx.execute(
    `insert into push_subscription (id, endpoint, username, p256dh, auth, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (endpoint) do update set username = excluded.username, p256dh = excluded.p256dh,
       auth = excluded.auth, created_at = excluded.created_at`,
    [row.id, row.endpoint, row.username, row.p256dh, row.auth, row.createdAt],
  );
  await tx.execute(
    `delete from push_subscription where username = $1 and id in
       (select id from push_subscription where username = $1 order by created_at desc, id offset $2)`,
    [row.username, row.keep],
  );
}

export function subscriptionsOf(
  db: Executor,
  username: string,
): Promise<(PushSubscriptionRow & { createdAt: Date })[]> {
  return db.query(
    `select id, endpoint, p256dh, auth, created_at as "createdAt" from push_subscription where username = $1
     order by created_at desc, id`,
    [username],
  );
}

/** By its endpoint, and only one's own. Answers how many went. */
export function removeSubscription(
  db: Executor,
  options: { username: string; endpoint: string },
): Promise<number> {
  return db.execute(`delete from push_subscription where username = $1 and endpoint = $2`, [
    options.username,
    options.endpoint,
  ]);
}

/** All browsers of a person: what was his is somebody else's now. */
export async function removeSubscriptions(db: Executor, username: string): Promise<void> {
  await db.execute('delete from push_subscription where username = $1', [username]);
}

/** The push service says that it is gone. */
export async function forgetSubscription(db: Executor, id: string): Promise<void> {
  await db.execute(`delete from push_subscription where id = $1`, [id]);
}
