/** Camera pictures to those who watch: the newest at once, then each new one, as fast as the connection takes them. */
import { maxWatchedCameras } from '@mingchu/shared/live';
import { createFrameOutbox, type Frame } from './frameOutbox.ts';
import type { LiveSocket } from './liveSocket.ts';
import { maySeeSite, type Viewer } from './model/viewer.ts';

/** Newest pictures of the cameras, and the moment a new one comes. */
export interface FrameSource {
  latest(siteId: string, deviceId: string): Omit<Frame, 'siteId' | 'deviceId'> | undefined;
  onFrame(listener: (frame: Frame) => void): () => void;
  /** Somebody watches this camera now: one that must be asked is asked until the answer is called. */
  want(siteId: string, deviceId: string): () => void;
}

export interface FramePusher {
  watch(socket: LiveSocket, viewer: Viewer, cameras: unknown): void;
  remove(socket: LiveSocket): void;
  close(): void;
}

const cameraPattern = /^([A-Za-z0-9._-]{1,64})\/([A-Za-z0-9._-]{1,64})$/;

export function createFramePusher(frames: FrameSource): FramePusher {
  const watchers = new Map<string, Set<LiveSocket>>();
  const watched = new Map<string, Set<string>>();
  /** Ends the asking for each camera that somebody watches. */
  const stopWanting = new Map<string, () => void>();

  const outbox = createFrameOutbox();

  /** Asks for what has come to be watched, and leaves alone what nobody watches any more. */
  const tellWanted = () => {
    for (const key of watchers.keys()) {
      const [siteId = '', deviceId = ''] = key.split('/');
      if (!stopWanting.has(key)) stopWanting.set(key, frames.want(siteId, deviceId));
    }
    for (const [key, stop] of stopWanting) {
      if (watchers.has(key)) continue;
      stop();
      stopWanting.delete(key);
    }
  };
  const remove = (socket: LiveSocket) => {
    for (const camera of watched.get(socket.id) ?? []) {
      const sockets = watchers.get(camera);
      sockets?.delete(socket);
      if (sockets?.size === 0) watchers.delete(camera);
    }
    watched.delete(socket.id);
  };
  const stop = frames.onFrame((frame) => {
    const key = `${frame.siteId}/${frame.deviceId}`;
    for (const socket of watchers.get(key) ?? []) outbox.put(socket, key, frame);
  });

  return {
    watch: (socket, viewer, cameras) => {
      const before = watched.get(socket.id) ?? new Set<string>();
      remove(socket);
      const now = new Set<string>();
      watched.set(socket.id, now);
      for (const { key, siteId, deviceId } of wellFormed(cameras)) {
        if (!maySeeSite(viewer, siteId)) continue;
        now.add(key);
        const sockets = watchers.get(key) ?? new Set();
        watchers.set(key, sockets.add(socket));
        // A tile that has just turned to this camera shows something at once.
        const latest = before.has(key) ? undefined : frames.latest(siteId, deviceId);
        if (latest) outbox.put(socket, key, { siteId, deviceId, ...latest });
      }
      outbox.keepOnly(socket, now);
      tellWanted();
    },
    remove: (socket) => {
      remove(socket);
      outbox.remove(socket);
      tellWanted();
    },
    close: () => {
      stop();
      outbox.close();
      watchers.clear();
      watched.clear();
      tellWanted();
    },
  };
}

function wellFormed(cameras: unknown): { key: string; siteId: string; deviceId: string }[] {
  if (!Array.isArray(cameras)) return [];
  return cameras.slice(0, maxWatchedCameras).flatMap((camera: unknown) => {
    const match = typeof camera === 'string' ? cameraPattern.exec(camera) : null;
    return match ? [{ key: match[0], siteId: match[1] as string, deviceId: match[2] as string }] : [];
  });
}
