/** HTTP of the tester. */
import { type TryAnswer, TryBody } from '@mingchu/shared/bindings';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { type TryDeps, tryPacket } from './tryPacket.ts';

export function tryRoutes(app: HttpApp, deps: TryDeps): void {
  app.post(
    '/device-packets/try',
    {
      schema: {
        tags: ['bindings'],
        summary: 'What intake would make of a packet of a device; nothing is stored',
        body: TryBody,
      },
      preHandler: allow('binding.read'),
    },
    (request): Promise<TryAnswer> => tryPacket(deps, request.body),
  );
}
