/** What the screens draw the district on. */
import { MapSettings, type MapTiles } from '@mingchu/shared/mapSettings';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';

/** Registers the route under the API's prefix; `tiles` as the station has set them. */
export function mapSettingsRoutes(app: HttpApp, tiles: MapTiles | undefined): void {
  app.get(
    '/map-settings',
    {
      schema: {
        tags: ['registry'],
        summary: 'Base map of the wall: raster tiles and their datum, or none',
        response: { 200: MapSettings },
      },
      preHandler: allow('site.read'),
    },
    async () => ({ tiles: tiles ?? null }),
  );
}
