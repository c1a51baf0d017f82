/**
 * Under which names intake is at a broker of its own. Mosquitto grants every subscription and every client id: whoever
 * knows the group is dealt messages that it then may not read, and whoever knows the client id ends our session. So
 * both end in secrets that the database keeps for all processes of an installation. They stand in no log.
 */
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/postgres/database.ts';

export interface BrokerNames {
  /** Empty where the stream is not shared. */
  shareGroup: string;
  /** Before the number of the ingester, and all that a log may say. */
  prefix: string;
  /** After the number of the ingester. */
  suffix: string;
  /** Sessions whose names had no secret may still be kept at the broker, with messages in them. */
  mayHaveOld: boolean;
}

/** How long brokers keep a session (`sessionExpiryS`), ms. */
const keptMs = 7 * 86_400_000;

export async function brokerNames(
  { db, clock }: { db: Database; clock: Clock },
  shareGroup: string,
): Promise<BrokerNames> {
  const now = clock.date();
  const [row] = await db.query<{ group: string; session: string; firstUsedAt: Date }>(
    `update broker_names set first_used_at = coalesce(first_used_at, $1)
     returning group_secret as "group", session_secret as session, first_used_at as "firstUsedAt"`,
    [now],
  );
  if (row === undefined) throw new Error('table broker_names is empty');
  return {
    shareGroup: shareGroup === '' ? '' : `${shareGroup}-${row.group}`,
    prefix: `${shareGroup || 'mingchu'}-ingest`,
    suffix: `-${row.session}`,
    mayHaveOld: now.getTime() - row.firstUsedAt.getTime() < keptMs,
  };
}
