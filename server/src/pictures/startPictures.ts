/** Pictures of the kitchens: stored, sent, asked for and streamed. */
import { createPictureViews } from '../platform/audit/pictureViews.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import type { Logger } from '../platform/log.ts';
import type { FrameFeed } from '../platform/mqtt/frameFeed.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { SecretBox } from '../platform/secretBox.ts';
import { pictureSourceOf } from '../registry/pictureSource.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import { hlsRoute } from './hlsRoute.ts';
import { joinFeeds, type PictureFeed } from './pictureFeed.ts';
import { pictureRoutes } from './pictureRoutes.ts';
import type { Camera } from './references.ts';
import { createSnapshots } from './snapshots.ts';
import { createUpstream, type UpstreamLimits } from './upstream.ts';
import { whepRoutes } from './whepRoutes.ts';

export interface PicturesDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  registry: Pick<RegistryCache, 'devices' | 'onRenewed'>;
  box: SecretBox;
  /** What cameras send by themselves. */
  sent: FrameFeed;
  /** How far cameras are waited for; as usual when absent. */
  limits?: UpstreamLimits | undefined;
}

export interface Pictures {
  /** For the live channel. */
  feed: PictureFeed;
  routes(app: HttpApp): void;
  close(): void;
}

export function startPictures(deps: PicturesDeps): Pictures {
  const { db, clock, log, registry, box } = deps;
  const sourceOf = (camera: Camera) => pictureSourceOf({ db, box }, camera);
  const upstream = createUpstream(deps.limits);
  const snapshots = createSnapshots({ registry, sourceOf, upstream, clock, log });
  const feed = joinFeeds(deps.sent, snapshots);
  return {
    feed,
    routes: (app) => {
      const views = createPictureViews({ db, clock });
      pictureRoutes(app, { db, views, frames: feed });
      hlsRoute(app, { sourceOf, upstream, views, box });
      whepRoutes(app, { sourceOf, upstream, views, box });
    },
    close: snapshots.close,
  };
}
