/** HTTP of one device. */
import { DeviceDiagnosis } from '@mingchu/shared/deviceDiagnosis';
import { Id } from '@mingchu/shared/mqtt';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { readDevice, type ReadDeviceDeps } from './readDevice.ts';

export function deviceRoutes(app: HttpApp, deps: ReadDeviceDeps): void {
  app.get(
    '/sites/:id/devices/:deviceId',
    {
      schema: {
        tags: ['registry'],
        summary: 'Where a device speaks, what it says, and what was wrong with what it sent',
        params: Type.Object({ id: Id, deviceId: Id }),
        response: { 200: DeviceDiagnosis },
      },
      preHandler: allow('device.diagnose'),
    },
    (request) => {
      const { id: siteId, deviceId } = request.params;
      return readDevice(deps, { siteId, deviceId });
    },
  );
}
