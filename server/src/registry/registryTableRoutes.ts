/** HTTP of the registry as tables. */
import { ExportReason } from '@mingchu/shared/exports';
import type { ImportAnswer } from '@mingchu/shared/fileImport';
import { languages } from '@mingchu/shared/notify';
import { ImportRegistryTableBody, registryTables } from '@mingchu/shared/registryTables';
import { Type } from 'typebox';
import { noteExport } from '../platform/audit/noteExport.ts';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { followed } from './registryCache.ts';
import type { RegistryRoutesDeps } from './registryRoutes.ts';
import { exportRegistryTable, importRegistryTable } from './registryTables.ts';

const tags = ['registry'];
/** The text and what JSON makes of it: a Chinese character is three bytes. */
const maxBodyBytes = 12 * 1024 * 1024;
const params = Type.Object({ table: Type.Enum([...registryTables]) });

/** Registers the routes under the API's prefix. */
export function registryTableRoutes(
  app: HttpApp,
  deps: Pick<RegistryRoutesDeps, 'db' | 'clock' | 'registry' | 'hashPassword'>,
): void {
  const { db, clock, registry, hashPassword } = deps;
  app.get(
    '/registry/tables/:table/export',
    {
      schema: {
        tags,
        summary: 'All groups, grids, sites or inspectors, as CSV',
        params,
        querystring: Type.Object({
          /** Of the heads; without, they are those of programs. */
          language: Type.Optional(Type.Enum([...languages])),
          reason: ExportReason,
        }),
      },
      preHandler: allow('export.take'),
    },
    async (request, reply) => {
      const { table } = request.params;
      const { language, reason } = request.query;
      const { rows, text } = await exportRegistryTable(db, table, language);
      await noteExport(deps, request.session, { name: `registry-${table}`, reason, detail: { rows } });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${table}.csv"`)
        .send(text);
    },
  );
  app.post(
    '/registry/tables/:table/import',
    {
      schema: {
        tags,
        summary: 'Registers or changes what a CSV says, all or nothing',
        params,
        body: ImportRegistryTableBody,
      },
      bodyLimit: maxBodyBytes,
      preHandler: allow('registry.import'),
    },
    (request): Promise<ImportAnswer> =>
      followed(
        registry,
        importRegistryTable(db, {
          table: request.params.table,
          body: request.body,
          actor: request.session.username,
          now: clock.date(),
          hashPassword,
        }),
      ),
  );
}
