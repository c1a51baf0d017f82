/**
 * The newest picture of each camera, in memory only: pictures are worth nothing when old. Each knows since when its
 * camera has sent the same one.
 * Bounded by count and bytes; the camera that has been quiet for longest gives way.
 */
import { maxFrameBytes, parseTopic } from '@mingchu/shared/mqtt';
import { sameSince } from '@mingchu/shared/pictures';
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

const maxFrames = 2_000;
const maxBytes = 128 * 1024 * 1024;

export function createFrameStore(limits = { maxFrames, maxBytes }): FrameStore {
  // A Map keeps the order of insertion; each new picture moves its camera to the end.
  const frames = new Map<string, CameraFrame>();
  const listeners = new Set<(frame: CameraFrame) => void>();
  let bytes = 0;
  const drop = (key: string) => {
    const frame = frames.get(key);
    if (!frame) return;
    bytes -= frame.jpeg.length;
    frames.delete(key);
  };
  const keep = ({ siteId, deviceId, at, jpeg }: Omit<CameraFrame, 'sameSince'>) => {
    const key = `${siteId}/${deviceId}`;
    const before = frames.get(key);
    const alike = before !== undefined && before.jpeg.equals(jpeg);
    const frame = { siteId, deviceId, at, sameSince: sameSince(before, { at, alike }), jpeg };
    drop(key);
    frames.set(key, frame);
    bytes += frame.jpeg.length;
    while (frames.size > limits.maxFrames || bytes > limits.maxBytes) {
      const oldest = frames.keys().next();
      if (oldest.done) break;
      drop(oldest.value);
    }
    for (const listener of listeners) listener(frame);
  };
  return {
    keep,
    latest: (siteId, deviceId) => frames.get(`${siteId}/${deviceId}`),
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

/** By its first bytes: start of image, then a marker. */
export function isJpeg(bytes: Buffer): boolean {
  return bytes.length > 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}
