/**
 * Writes down when an officer is at a desk: while a screen of his is open that is no wall. It is not enough that his session
 * is used: a wall that he signed in reads and keeps its session alive while he sleeps, and a script acts in his name.
 *
 * A note is written at most once a minute for each session and process, and when a screen is closed. It is all that is
 * kept: the process may be killed at any time. Silence and the end of a session are read from the notes (`statistics/presenceStore.ts`).
 */
import type { Session } from '@mingchu/shared/http';
import { officerRoles } from '@mingchu/shared/permissions';
import { presenceSilenceMs } from '@mingchu/shared/presence';
import type { Clock } from '../clock.ts';
import type { Database } from '../postgres/database.ts';
import { notePresence } from './sessionStore.ts';

export interface PresenceNotes {
  /**
   * This session's officer is at a desk now; nothing for somebody who is no officer. Who closes his screen is `leaving`: so
   * long he was there, to the moment.
   */
  note(sessionId: string, session: Session, leaving?: 'leaving'): Promise<void>;
  forget(sessionId: string): void;
}

const noteEveryMs = 60_000;
const maxRemembered = 10_000;
/** Real ms. Open screens are looked at every 15 s: where the clock runs fast, silence is no shorter than some such looks. */
const leastSilenceRealMs = 60_000;

/** After so many ms of the clock without a note nobody is taken to be there. */
export function silenceMsBy(clock: Pick<Clock, 'speed'>): number {
  return Math.max(presenceSilenceMs, leastSilenceRealMs * clock.speed);
}

/** See the head of the file. */
export function createPresenceNotes({ db, clock }: { db: Database; clock: Clock }): PresenceNotes {
  const notedAt = new Map<string, number>();
  return {
    note: async (sessionId, { role }, leaving) => {
      if (!officerRoles.includes(role)) return;
      const now = clock.date();
      const before = notedAt.get(sessionId);
      if (!leaving && before !== undefined && now.getTime() - before < noteEveryMs) return;
      if (notedAt.size >= maxRemembered) notedAt.clear();
      notedAt.set(sessionId, now.getTime());
      try {
        const silentSince = new Date(now.getTime() - silenceMsBy(clock));
        await notePresence(db, { sessionId, now, silentSince });
      } catch (error) {
        notedAt.delete(sessionId);
        throw error;
      }
    },
    forget: (sessionId) => notedAt.delete(sessionId),
  };
}
