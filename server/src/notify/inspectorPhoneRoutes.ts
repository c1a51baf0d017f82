/** The numbers that inspectors are called by, for those who direct them. */
import { InspectorPhone } from '@mingchu/shared/http';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import type { Database } from '../platform/postgres/database.ts';
import { inspectorPhones } from './routeStore.ts';

/** Registers the route under the API's prefix. */
export function inspectorPhoneRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/inspectors/phones',
    {
      schema: {
        tags: ['registry'],
        summary: 'Numbers of the inspectors who have one: their own, else of the registry',
        response: { 200: Type.Object({ items: Type.Array(InspectorPhone), nextCursor: Type.Null() }) },
      },
      preHandler: allow('inspector.call'),
    },
    async () => ({ items: await inspectorPhones(db), nextCursor: null }),
  );
}
