/** HTTP of calibrations as files. */
import { Readable } from 'node:stream';
import { ImportCalibrationsBody } from '@mingchu/shared/calibration';
import { ExportReason } from '@mingchu/shared/exports';
import type { ImportAnswer } from '@mingchu/shared/fileImport';
import { languages } from '@mingchu/shared/notify';
import { Type } from 'typebox';
import { noteExport } from '../platform/audit/noteExport.ts';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { exportCalibrations, importCalibrations } from './importCalibrations.ts';
import type { CalibrationDeps } from './recordCalibration.ts';

const tags = ['calibration'];

/** Registers the routes under the API's prefix. */
export function calibrationFileRoutes(app: HttpApp, deps: CalibrationDeps): void {
  app.get(
    '/calibrations/export',
    {
      schema: {
        tags,
        summary: 'All calibrations that stand, as CSV',
        querystring: Type.Object({
          /** Of the heads; without, they are those of programs. */
          language: Type.Optional(Type.Enum([...languages])),
          reason: ExportReason,
        }),
      },
      preHandler: allow('export.take'),
    },
    async (request, reply) => {
      const { language, reason } = request.query;
      const { rows, pieces } = await exportCalibrations(deps.db, language);
      await noteExport(deps, request.session, { name: 'calibrations', reason, detail: { rows } });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="calibrations.csv"')
        .send(Readable.from(pieces));
    },
  );
  app.post(
    '/calibrations/import',
    {
      schema: { tags, summary: 'Writes down what a CSV says, all or nothing', body: ImportCalibrationsBody },
      preHandler: allow('calibration.record'),
    },
    (request): Promise<ImportAnswer> => importCalibrations(deps, request.session.username, request.body),
  );
}
