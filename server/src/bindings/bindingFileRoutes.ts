/** HTTP of bindings as files. */
import { bindingFormats, ImportBindingsBody } from '@mingchu/shared/bindings';
import { ExportReason } from '@mingchu/shared/exports';
import type { ImportAnswer } from '@mingchu/shared/fileImport';
import { languages } from '@mingchu/shared/notify';
import { Type } from 'typebox';
import { noteExport } from '../platform/audit/noteExport.ts';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import type { BindingDeps } from './bindDevice.ts';
import { writeBindingFile } from './bindingFiles.ts';
import { exportedBindings } from './bindingStore.ts';
import { importBindings } from './importBindings.ts';

const tags = ['bindings'];
const contentTypes = { csv: 'text/csv; charset=utf-8', yaml: 'application/yaml; charset=utf-8' } as const;

export function bindingFileRoutes(app: HttpApp, deps: BindingDeps): void {
  app.get(
    '/device-bindings/export',
    {
      schema: {
        tags,
        summary: 'All bindings as a file',
        querystring: Type.Object({
          format: Type.Enum([...bindingFormats]),
          /** Of the heads of a CSV; without, they are those of programs. */
          language: Type.Optional(Type.Enum([...languages])),
          reason: ExportReason,
        }),
      },
      preHandler: allow('export.take'),
    },
    async (request, reply) => {
      const { format, language, reason } = request.query;
      const rows = await exportedBindings(deps.db);
      const detail = { format, rows: rows.length };
      await noteExport(deps, request.session, { name: 'device-bindings', reason, detail });
      return reply
        .type(contentTypes[format])
        .header('content-disposition', `attachment; filename="bindings.${format}"`)
        .send(writeBindingFile(format, rows, language));
    },
  );
  app.post(
    '/device-bindings/import',
    {
      schema: { tags, summary: 'Binds what a file says, all or nothing', body: ImportBindingsBody },
      preHandler: allow('binding.act'),
    },
    (request): Promise<ImportAnswer> => importBindings(deps, request.session.username, request.body),
  );
}
