/** A table of statistics as the answer to a question: as JSON, or as CSV whose taking is on record. */
import { type ExportName, ExportReason } from '@mingchu/shared/exports';
import { languages, type Language } from '@mingchu/shared/notify';
import { may } from '@mingchu/shared/permissions';
import type { ArrivalKey, FalseAlarmKey } from '@mingchu/shared/statistics';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { noteExport } from '../platform/audit/noteExport.ts';
import { writeCsvRows } from '../platform/files/csvRows.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { spanQuery, spanText } from './askedSpan.ts';
import { keyNames } from './keyNames.ts';
import { type Column, tableOf } from './model/tables.ts';
import type { StatisticsDeps } from './statisticsRoutes.ts';
import type { Span } from './statisticsStore.ts';

export const tableQuery = {
  ...spanQuery,
  format: Type.Optional(Type.Enum(['json', 'csv'])),
  /** Of the words in a CSV. */
  language: Type.Optional(Type.Enum([...languages])),
  /** Why it is taken out of the house; needed for CSV. */
  reason: ExportReason,
};

/** Throws ProblemError 403 for who may not take a table out, and 400 without a reason. */
export async function sendTable<Row extends { key: string }>(
  deps: StatisticsDeps,
  asked: {
    request: Pick<FastifyRequest, 'server' | 'session'> & {
      query: { format?: 'json' | 'csv'; language?: Language; reason?: string };
    };
    reply: FastifyReply;
    name: ExportName;
    by: ArrivalKey | FalseAlarmKey;
    span: Span;
    /** When it is about one kitchen. */
    siteId?: string | null;
    columns: readonly Column<Row>[];
    items: Row[];
  },
): Promise<{ items: Row[] } | string> {
  const { request, reply, name, by, span, siteId = null, columns, items } = asked;
  const { format, language = 'zh-CN', reason } = request.query;
  if (format !== 'csv') return { items };
  if (!may(request.session.role, 'export.take'))
    throw new ProblemError(403, 'role-not-allowed', 'Only the chief takes tables out of the house.');
  const detail = { ...spanText(span), ...(siteId !== null && { siteId }), rows: items.length };
  await noteExport(deps, request.session, { name, reason, detail });
  const names = await keyNames(deps.db, { by, language, rulebook: deps.rulebook });
  const { heads, rows } = tableOf(columns, items, { by, names, language });
  void reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="mingchu-${name}.csv"`);
  return writeCsvRows({ heads }, rows);
}
