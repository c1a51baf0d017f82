/**
 * Looks once a minute at each camera whose pictures must be asked for, so that a frozen one is noticed though nobody
 * watches it: cameras with a snapshot address of their own, and those of a Frigate that has one. One process does it, a
 * round at a time and a few cameras at once. Of a picture its hash is kept until the next, and nothing else.
 *
 * A camera that does not answer is left out of more and more rounds, up to a quarter of an hour: that it is not there is
 * told elsewhere.
 */
import { createHash } from 'node:crypto';
import { sameSince } from '@mingchu/shared/pictures';
import type { BindingBook } from '../bindings/bindingBook.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { isJpeg } from '../platform/mqtt/frameFeed.ts';
import type { MessageSource } from '../platform/mqtt/messageSource.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { SecretBox } from '../platform/secretBox.ts';
import { type OpenSource, pictureSourceOf } from '../registry/pictureSource.ts';
import { deviceKey, type RegistryCache } from '../registry/registryCache.ts';
import { frigate } from './families/frigate/frigate.ts';
import { instanceAddress } from './families/frigate/memory.ts';
import type { AskFrigateDeps } from './frigate/askFrigate.ts';
import type { TellFrozen } from './tellFrozen.ts';

export interface AskPicturesDeps {
  db: Database;
  box: SecretBox;
  clock: Clock;
  log: Logger;
  registry: Pick<RegistryCache, 'devices'>;
  book: Pick<BindingBook, 'find' | 'of'>;
  source: Pick<MessageSource, 'leads'>;
  /** One request inside the address; rejects when there is no answer in time. */
  ask: AskFrigateDeps['ask'];
  tell: TellFrozen;
}

/** Between two rounds, real ms: a camera has no other time. */
const roundEveryMs = 60_000;
/** A round may be late by another one or two: with many cameras, or one of them slow. */
const longestPauseMs = 3 * roundEveryMs;
const maxUnderWay = 8;
/** A picture in full size, larger than any that a screen is shown. */
const maxPictureBytes = 2 * 1024 * 1024;
const longestRestRounds = 15;

interface Place {
  siteId: string;
  deviceId: string;
}

interface Camera extends Place {
  /** Whose address it is; its own, or that of the gateway that speaks for it. */
  owner: Place;
  /** Below that address; the address itself when absent. */
  path?: string;
}

interface Seen {
  picture: { sha256: string; at: number; sameSince: number } | undefined;
  failures: number;
  /** Rounds in which it is left alone. */
  restRounds: number;
}

/** The answer ends it. */
export function askPictures(deps: AskPicturesDeps): () => void {
  const { clock, source } = deps;
  const speed = clock.speed;
  let seen = new Map<string, Seen>();
  let isUnderWay = false;
  let isStopped = false;

  const look = async (camera: Camera) => {
    const known = seen.get(deviceKey(camera.siteId, camera.deviceId)) as Seen;
    if (known.restRounds > 0) {
      known.restRounds -= 1;
      return;
    }
    try {
      const sha256 = await hashOf(deps, camera);
      if (isStopped) return;
      known.failures = 0;
      const at = clock.now();
      const alike = known.picture?.sha256 === sha256;
      const since = sameSince(known.picture, { at, alike }, longestPauseMs * speed);
      known.picture = { sha256, at, sameSince: since };
      const { siteId, deviceId } = camera;
      deps.tell({ siteId, deviceId, at, sameSince: since });
    } catch (error) {
      const { siteId, deviceId } = camera;
      known.restRounds = Math.min(2 ** known.failures - 1, longestRestRounds);
      known.failures += 1;
      if (known.failures === 1)
        deps.log.info({ err: error, siteId, deviceId }, 'camera not looked at: no picture');
    }
  };
  const round = async () => {
    if (isUnderWay || !source.leads()) return;
    isUnderWay = true;
    const cameras = camerasToAsk(deps);
    const before = seen;
    seen = new Map(
      cameras.map(({ siteId, deviceId }) => {
        const key = deviceKey(siteId, deviceId);
        return [key, before.get(key) ?? { picture: undefined, failures: 0, restRounds: 0 }];
      }),
    );
    const work = async () => {
      for (let next = cameras.pop(); next && !isStopped; next = cameras.pop()) await look(next);
    };
    await Promise.all(Array.from({ length: maxUnderWay }, work));
    isUnderWay = false;
  };
  const stopRounds = clock.setRepeating(roundEveryMs * speed, () => void round());
  return () => {
    isStopped = true;
    stopRounds();
  };
}

/** In service and with an address; a camera that has its own is not looked at through its Frigate as well. */
function camerasToAsk({ registry, book }: Pick<AskPicturesDeps, 'registry' | 'book'>): Camera[] {
  const isAsked = ({ siteId, deviceId }: Place) => {
    const device = registry.devices.get(deviceKey(siteId, deviceId));
    return device?.inService === true && device.pictures?.kind === 'snapshot';
  };
  const cameras: Camera[] = [];
  for (const { siteId, id: deviceId, kind } of registry.devices.values()) {
    const own = { siteId, deviceId };
    if (kind === 'camera' && isAsked(own)) cameras.push({ ...own, owner: own });
  }
  for (const { mount, address, siteId, deviceId } of book.of(frigate.id)) {
    const device = registry.devices.get(deviceKey(siteId, deviceId));
    const owner = book.find({ family: frigate.id, mount, address: instanceAddress });
    const isSpokenFor = device?.kind === 'camera' && device.inService && !isAsked({ siteId, deviceId });
    if (!isSpokenFor || !owner || !isAsked(owner)) continue;
    cameras.push({ siteId, deviceId, owner, path: `api/${encodeURIComponent(address)}/latest.jpg` });
  }
  return cameras;
}

/** Rejects when no picture came. */
async function hashOf({ db, box, ask }: AskPicturesDeps, { owner, path }: Camera): Promise<string> {
  const source: OpenSource | undefined = await pictureSourceOf({ db, box }, owner);
  if (source?.kind !== 'snapshot') throw new Error('no address');
  const answer = await ask(source, path === undefined ? source.url : new URL(path, source.url));
  if (answer.status !== 200) {
    answer.close();
    throw new Error(`it answers ${answer.status}`);
  }
  const jpeg = await answer.bytes(maxPictureBytes);
  if (!isJpeg(jpeg)) throw new Error('no JPEG');
  return createHash('sha256').update(jpeg).digest('hex');
}
