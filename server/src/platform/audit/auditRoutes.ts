/** HTTP of the audit trail, for those who must account for it. */
import { auditSubjects, type AuditLine, type Page } from '@mingchu/shared/http';
import { Type } from 'typebox';
import { allow } from '../auth/requireRole.ts';
import type { HttpApp } from '../http/httpServer.ts';
import { decodeCursor, encodeCursor } from '../http/pageCursor.ts';
import { ProblemError } from '../http/problem.ts';
import type { Database } from '../postgres/database.ts';

const Word = Type.String({ minLength: 1, maxLength: 80 });
const ListQuery = Type.Object({
  subject: Type.Optional(Type.Enum([...auditSubjects])),
  subjectId: Type.Optional(Word),
  actor: Type.Optional(Word),
  act: Type.Optional(Word),
  siteId: Type.Optional(Word),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
});
const defaultLimit = 50;

/**
 * Ids of the entries about the kitchen `$5`: of its violations with their orders and messages, of itself and its devices
 * in the registry, its cameras and pictures as long as they are kept, and its credentials.
 */
const entriesOfSite = `
  select entry.id from violation join audit entry on entry.violation_id = violation.id where violation.site_id = $5
  union all
  select id from audit
  where subject in ('registry', 'picture') and split_part(subject_id, '/', 1) = $5
    and coalesce(detail->>'table', 'sites') = 'sites'
  union all
  select id from audit where subject = 'credential' and split_part(subject_id, '~', 1) = $5
  union all
  select id from audit where subject = 'picture' and subject_id in (
    select sha256 from frame where site_id = $5
    union all
    select sha256 from order_photo join dispatch on dispatch.id = dispatch_id where dispatch.site_id = $5
  )`;

export function auditRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'Who did what, and looked at which picture; newest first',
        querystring: ListQuery,
      },
      preHandler: allow('audit.read'),
    },
    async (request): Promise<Page<AuditLine>> => {
      const { limit = defaultLimit, cursor, subject, subjectId, actor, act, siteId } = request.query;
      const beforeId = cursor === undefined ? null : Number(decodeCursor(cursor, 1)[0]);
      if (beforeId !== null && !Number.isSafeInteger(beforeId))
        throw new ProblemError(400, 'bad-cursor', 'This is no cursor.');
      const rows = await db.query<AuditLine & { id: number }>(
        `select id, at, subject, subject_id as "subjectId", violation_id as "violationId", actor, act, reason, detail
         from audit
         where ($1::text is null or subject = $1) and ($2::text is null or subject_id = $2)
           and ($3::text is null or actor = $3) and ($4::text is null or act = $4)
           and ($5::text is null or id in (${entriesOfSite}))
           and ($6::bigint is null or id < $6)
         order by id desc limit $7`,
        [subject ?? null, subjectId ?? null, actor ?? null, act ?? null, siteId ?? null, beforeId, limit + 1],
      );
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        items: rows.slice(0, limit).map(({ id: _order, ...line }) => line),
        nextCursor: last === undefined ? null : encodeCursor([String(last.id)]),
      };
    },
  );
}
