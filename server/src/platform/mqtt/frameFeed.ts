/**
 * The newest picture of each camera, in memory only: pictures are worth nothing when old. Each knows since when its
 * camera has sent the same one.
 * Bounded by count and bytes, of each site and of all; the camera that has been quiet for longest gives way. A site
 * that invents cameras loses its own pictures only.
 */
import { maxFrameBytes, parseTopic } from '@mingchu/shared/mqtt';
import { longestPauseMs, sameSince } from '@mingchu/shared/pictures';
import type { EpochMs } from '@mingchu/shared/observation';

export interface CameraFrame {
  siteId: string;
  deviceId: string;
  /** Our clock when it came. */
  at: EpochMs;
  /** Equals `at` unless the picture is the same as those before it. */
  sameSince: EpochMs;
  jpeg: Buffer;
}

export interface FrameFeed {
  latest(siteId: string, deviceId: string): Omit<CameraFrame, 'siteId' | 'deviceId'> | undefined;
  /** Tells of each new picture. The answer ends it. */
  onFrame(listener: (frame: CameraFrame) => void): () => void;
}

export interface FrameStore extends FrameFeed {
  /** Takes a message of a frame topic; false when it is no picture or too large. */
  accept(topic: string, payload: Buffer, at: EpochMs): boolean;
  /** Keeps a picture that came another way; the store owns its bytes from here on. */
  keep(frame: Omit<CameraFrame, 'sameSince'>): void;
}

export interface FrameLimits {
  maxFrames: number;
  maxBytes: number;
  /** Of one site. */
  maxFramesOfSite: number;
  maxBytesOfSite: number;
}

const mib = 1024 * 1024;
const usualLimits: FrameLimits = {
  maxFrames: 2_000,
  maxBytes: 128 * mib,
  maxFramesOfSite: 64,
  maxBytesOfSite: 16 * mib,
};

/** `speed`: ms of the clock by which pictures are dated, in a real ms; cameras send at their own pace. */
export function createFrameStore(speed = 1, limits = usualLimits): FrameStore {
  const all = newShelf();
  const sites = new Map<string, Shelf>();
  const listeners = new Set<(frame: CameraFrame) => void>();
  const drop = (frame: CameraFrame) => {
    takeOff(all, frame);
    const site = sites.get(frame.siteId);
    if (!site) return;
    takeOff(site, frame);
    if (site.frames.size === 0) sites.delete(frame.siteId);
  };
  const keep = ({ siteId, deviceId, at, jpeg }: Omit<CameraFrame, 'sameSince'>) => {
    const before = all.frames.get(`${siteId}/${deviceId}`);
    const alike = before !== undefined && before.jpeg.equals(jpeg);
    const frame = {
      siteId,
      deviceId,
      at,
      sameSince: sameSince(before, { at, alike }, longestPauseMs * speed),
      jpeg,
    };
    if (before) drop(before);
    const site = sites.get(siteId) ?? newShelf();
    sites.set(siteId, site);
    putOn(all, frame);
    putOn(site, frame);
    while (site.frames.size > limits.maxFramesOfSite || site.bytes > limits.maxBytesOfSite)
      drop(oldest(site));
    while (all.frames.size > limits.maxFrames || all.bytes > limits.maxBytes) drop(oldest(all));
    for (const listener of listeners) listener(frame);
  };
  return {
    keep,
    latest: (siteId, deviceId) => all.frames.get(`${siteId}/${deviceId}`),
    onFrame: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    accept: (topic, payload, at) => {
      const address = parseTopic(topic);
      if (address?.kind !== 'frame' || payload.length > maxFrameBytes || !isJpeg(payload)) return false;
      const { siteId, deviceId } = address;
      // A copy: the payload is a view of a larger read buffer that would be kept alive with it.
      keep({ siteId, deviceId, at, jpeg: Buffer.from(payload) });
      return true;
    },
  };
}

interface Shelf {
  /** A Map keeps the order of insertion; each new picture moves its camera to the end. */
  frames: Map<string, CameraFrame>;
  bytes: number;
}

const newShelf = (): Shelf => ({ frames: new Map(), bytes: 0 });

function putOn(shelf: Shelf, frame: CameraFrame): void {
  shelf.frames.set(`${frame.siteId}/${frame.deviceId}`, frame);
  shelf.bytes += frame.jpeg.length;
}

function takeOff(shelf: Shelf, frame: CameraFrame): void {
  shelf.frames.delete(`${frame.siteId}/${frame.deviceId}`);
  shelf.bytes -= frame.jpeg.length;
}

/** Of a shelf that holds something. */
function oldest({ frames }: Shelf): CameraFrame {
  return frames.values().next().value as CameraFrame;
}

/** By its first bytes: start of image, then a marker. */
export function isJpeg(bytes: Buffer): boolean {
  return bytes.length > 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}
