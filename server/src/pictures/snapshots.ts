/**
 * Pictures of cameras that must be asked for each. A camera is in one of three states:
 *
 * - `unwatched`: nobody looks; it is not asked.
 * - `asked`: somebody looks; one request at a time serves all who do, the next a second after the last one began.
 * - `left alone`: it did not answer; it is asked again after a pause that doubles up to half a minute.
 *
 * What comes goes into the same kind of store as pictures over MQTT. Timers are in real milliseconds: a camera is as fast
 * as a person's watch says, at whatever speed the clock of the district runs.
 */
import { maxFrameBytes } from '@mingchu/shared/mqtt';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { createFrameStore, type FrameFeed, type FrameStore, isJpeg } from '../platform/mqtt/frameFeed.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { OpenSource } from '../registry/pictureSource.ts';
import { deviceKey, type RegistryCache } from '../registry/registryCache.ts';
import { askEveryMs, pauseAfter } from './model/askPause.ts';
import type { Upstream } from './upstream.ts';

/** Real ms until a snapshot must have come. */
const silenceMs = 5_000;
/** Cameras whose last answer is remembered, for `If-None-Match`. */
const maxRemembered = 2_000;

export interface Snapshots extends FrameFeed {
  /** Somebody watches this camera until the answer is called. */
  want(siteId: string, deviceId: string): () => void;
  /** Asks once now, unless it has just been asked; resolves when there is an answer, or none is to be had. */
  freshen(siteId: string, deviceId: string): Promise<void>;
  close(): void;
}

export interface SnapshotsDeps {
  registry: Pick<RegistryCache, 'devices' | 'onRenewed'>;
  sourceOf: (camera: { siteId: string; deviceId: string }) => Promise<OpenSource | undefined>;
  upstream: Upstream;
  clock: Clock;
  log: Logger;
}

interface Camera {
  siteId: string;
  deviceId: string;
  watchers: number;
  failures: number;
  /** Real ms since the start of the process. */
  askedAtMs: number;
  etag: string | null;
  asking: Promise<void> | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export function createSnapshots(deps: SnapshotsDeps): Snapshots {
  const { registry, log } = deps;
  const cameras = new Map<string, Camera>();
  const store = createFrameStore(deps.clock.speed);
  let closed = false;

  const mustBeAsked = ({ siteId, deviceId }: Camera) =>
    registry.devices.get(deviceKey(siteId, deviceId))?.pictures?.kind === 'snapshot';
  const cameraOf = (siteId: string, deviceId: string): Camera => {
    const key = deviceKey(siteId, deviceId);
    const found = cameras.get(key) ?? newCamera(siteId, deviceId);
    cameras.delete(key);
    cameras.set(key, found);
    for (const [oldest, camera] of cameras) {
      if (cameras.size <= maxRemembered) break;
      if (camera.watchers === 0) cameras.delete(oldest);
    }
    return found;
  };
  const ask = (camera: Camera): Promise<void> => {
    camera.askedAtMs = performance.now();
    camera.asking ??= askOnce(deps, camera, store)
      .then(
        () => {
          camera.failures = 0;
        },
        (error: Error) => {
          camera.failures += 1;
          const { siteId, deviceId, failures } = camera;
          const code = error instanceof ProblemError ? error.code : 'unexpected';
          if (failures === 1)
            log.warn({ siteId, deviceId, code }, 'no snapshot; asked less often from now on');
        },
      )
      .finally(() => {
        camera.asking = undefined;
      });
    return camera.asking;
  };
  /** Each end of a request sets the timer of the next; nobody watching ends the row. */
  const turn = (camera: Camera) => {
    if (closed || camera.timer || camera.watchers === 0 || !mustBeAsked(camera)) return;
    const waitMs = camera.askedAtMs + pauseAfter(camera.failures) - performance.now();
    camera.timer = setTimeout(
      () => {
        void ask(camera).then(() => {
          camera.timer = undefined;
          turn(camera);
        });
      },
      Math.max(0, waitMs),
    );
  };
  const stopRenewals = registry.onRenewed(() => {
    for (const camera of cameras.values()) turn(camera);
  });

  return {
    latest: store.latest,
    onFrame: store.onFrame,
    want: (siteId, deviceId) => {
      const camera = cameraOf(siteId, deviceId);
      camera.watchers += 1;
      turn(camera);
      return () => {
        camera.watchers -= 1;
        if (camera.watchers > 0 || camera.asking) return;
        clearTimeout(camera.timer);
        camera.timer = undefined;
      };
    },
    freshen: async (siteId, deviceId) => {
      const camera = cameraOf(siteId, deviceId);
      if (!mustBeAsked(camera) || performance.now() - camera.askedAtMs < askEveryMs) return camera.asking;
      await ask(camera);
    },
    close: () => {
      closed = true;
      stopRenewals();
      for (const camera of cameras.values()) clearTimeout(camera.timer);
    },
  };
}

function newCamera(siteId: string, deviceId: string): Camera {
  return {
    siteId,
    deviceId,
    watchers: 0,
    failures: 0,
    askedAtMs: -Infinity,
    etag: null,
    asking: undefined,
    timer: undefined,
  };
}

/** Rejects with a ProblemError when no picture came. */
async function askOnce(
  { sourceOf, upstream, clock }: SnapshotsDeps,
  camera: Camera,
  store: FrameStore,
): Promise<void> {
  const { siteId, deviceId, etag } = camera;
  const source = await sourceOf(camera);
  if (source?.kind !== 'snapshot') return;
  const known = store.latest(siteId, deviceId);
  const headers = { accept: 'image/jpeg', ...(etag !== null && known && { 'if-none-match': etag }) };
  const answer = await upstream.ask(source, source.url, { headers, silenceMs });
  if (answer.status === 304 && known) {
    answer.close();
    // The camera says that this is what it sees now.
    store.keep({ siteId, deviceId, at: clock.now(), jpeg: known.jpeg });
    return;
  }
  if (answer.status !== 200) {
    answer.close();
    camera.etag = null;
    throw new ProblemError(502, 'picture-source-failed', `The camera answers ${answer.status}.`);
  }
  const jpeg = await answer.bytes(maxFrameBytes);
  if (!isJpeg(jpeg)) throw new ProblemError(502, 'picture-source-no-jpeg', 'The camera sends no JPEG.');
  camera.etag = answer.headers.get('etag');
  store.keep({ siteId, deviceId, at: clock.now(), jpeg });
}
