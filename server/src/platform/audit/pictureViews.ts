/**
 * Who looked at which picture, when and why: pictures of kitchens show people at work, and whoever processes them must
 * be able to account for it (个人信息保护法 Art. 51, 54). One row a person, picture and reason within ten minutes: a page
 * that draws the same picture again is one look.
 */
import type { Session, ViewReason } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import type { Clock } from '../clock.ts';
import type { Database } from '../postgres/database.ts';
import { appendAudit } from './audit.ts';

const oneLookMs = 10 * 60_000;
/** Looks remembered; beyond that the oldest are forgotten, and noted once more when they go on. */
const maxRemembered = 10_000;

export interface PictureViews {
  /** Resolves when the row is committed; only then may the picture be shown. `picture`: a hash, or which camera. */
  note(
    session: Session,
    view: { picture: string; reason?: ViewReason | undefined; detail?: Record<string, unknown> },
  ): Promise<void>;
}

export function createPictureViews({ db, clock }: { db: Database; clock: Clock }): PictureViews {
  const lookedAt = new Map<string, number>();
  return {
    note: async ({ username, role }, { picture, reason, detail = {} }) => {
      const why = reason ?? (may(role, 'order.read-all') ? 'case' : 'order');
      const key = `${username} ${why} ${picture}`;
      const now = clock.date();
      const before = lookedAt.get(key);
      if (before !== undefined && now.getTime() - before < oneLookMs) return;
      await db.transaction((tx) =>
        appendAudit(tx, now, [
          { subject: 'picture', subjectId: picture, actor: username, act: 'view', reason: why, detail },
        ]),
      );
      lookedAt.delete(key);
      lookedAt.set(key, now.getTime());
      const [oldest] = lookedAt.keys();
      if (lookedAt.size > maxRemembered && oldest !== undefined) lookedAt.delete(oldest);
    },
  };
}
