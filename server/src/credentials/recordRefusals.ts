/**
 * What the broker refused, for people: in the log, and in the audit trail sparingly. The same name from the same address
 * is written once an hour, and so much in an hour at all, because whoever knocks must not fill the trail.
 */
import { appendAudit } from '../platform/audit/audit.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Refusal } from '../platform/mqtt/brokerAccess.ts';
import type { Database } from '../platform/postgres/database.ts';

const hourMs = 3_600_000;
/** Entries of one hour. */
const maxEntries = 500;

/** Longest name and topic that are kept, characters. */
const maxChars = 120;

/** The answer takes a refusal; it never throws. */
export function createRefusalRecord(deps: {
  db: Database;
  clock: Clock;
  log: Logger;
}): (refusal: Refusal) => void {
  const { db, clock, log } = deps;
  let hour = 0;
  let told = new Set<string>();
  return (refusal) => {
    const now = clock.date();
    const present = Math.floor(now.getTime() / hourMs);
    if (present !== hour) {
      hour = present;
      told = new Set();
    }
    const { what, reason, siteId, address } = refusal;
    const [username, topic] = [printable(refusal.username), printable(refusal.topic)];
    const key = JSON.stringify([what, reason, username, address]);
    if (told.has(key) || told.size >= maxEntries) return;
    told.add(key);
    log.warn({ ...refusal, username, topic }, `broker refused: ${what}`);
    const entry = {
      subject: 'credential' as const,
      subjectId: username ?? address,
      actor: 'system',
      act: `broker-refused-${what}`,
      reason,
      detail: { address, ...(siteId && { siteId }), ...(topic && { topic }) },
    };
    db.transaction((tx) => appendAudit(tx, now, [entry])).catch((error: unknown) =>
      log.warn({ err: error }, 'a refusal of the broker could not be recorded'),
    );
  };
}

/** What a stranger sends may hold anything; the database takes no NUL and no half characters. */
function printable(text: string | null): string | null {
  return text?.slice(0, maxChars).replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd') ?? null;
}
