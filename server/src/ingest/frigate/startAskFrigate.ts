/**
 * Who a Frigate is to the district: its address is the picture source of the gateway that is bound as `@instance`, its
 * pictures are evidence of the cameras that are bound below the same mount.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import { createFrameStore, type FrameFeed } from '../../platform/mqtt/frameFeed.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { SecretBox } from '../../platform/secretBox.ts';
import { pictureSourceOf } from '../../registry/pictureSource.ts';
import { frigate } from '../families/frigate/frigate.ts';
import { instanceAddress } from '../families/frigate/memory.ts';
import { type AskFrigate, type AskFrigateDeps, createAskFrigate } from './askFrigate.ts';
import { hasDetections, keepObjectPicture } from './evidenceStore.ts';

export interface StartAskFrigateDeps extends Pick<AskFrigateDeps, 'ask' | 'tell' | 'pausesMs'> {
  db: Database;
  box: SecretBox;
  clock: Clock;
  log: Logger;
  /** Which device of the registry speaks at an address of a family. */
  boundTo(at: {
    family: string;
    mount: string;
    address: string;
  }): { siteId: string; deviceId: string } | undefined;
}

export interface FrigateAsking extends AskFrigate {
  /** Pictures of alerts, for the findings that follow within seconds. */
  pictures: FrameFeed;
}

export function startAskFrigate(deps: StartAskFrigateDeps): FrigateAsking {
  const { db, box, clock, boundTo } = deps;
  const pictures = createFrameStore(clock.speed);
  const asking = createAskFrigate({
    ...deps,
    addressOf: async (mount) => {
      const gateway = boundTo({ family: frigate.id, mount, address: instanceAddress });
      return gateway && pictureSourceOf({ db, box }, gateway);
    },
    wantsPicture: async ({ mount, camera, objectId }) => {
      const bound = boundTo({ family: frigate.id, mount, address: camera });
      return bound !== undefined && hasDetections(db, { ...bound, trackId: objectId, at: clock.now() });
    },
    keepPicture: async ({ mount, camera, objectId, jpeg }) => {
      const bound = boundTo({ family: frigate.id, mount, address: camera });
      // Unbound since it was asked.
      if (!bound) return true;
      const at = clock.now();
      pictures.keep({ ...bound, at, jpeg });
      const sha256 = createHash('sha256').update(jpeg).digest('hex');
      const picture = { ...bound, trackId: objectId, sha256, at, jpeg };
      return (await db.transaction((tx) => keepObjectPicture(tx, picture))) > 0;
    },
  });
  return { ...asking, pictures };
}

/** The newer picture of two feeds. */
export function newerOf(one: FrameFeed, other: FrameFeed): Pick<FrameFeed, 'latest'> {
  return {
    latest: (siteId, deviceId) => {
      const first = one.latest(siteId, deviceId);
      const second = other.latest(siteId, deviceId);
      return first && second ? (first.at >= second.at ? first : second) : (first ?? second);
    },
  };
}
