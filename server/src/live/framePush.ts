/**
 * Camera pictures to those who watch: the newest only, never repeated, dropped for a connection that is busy. A
 * screen shows a picture's age, so a dropped one is seen as such.
 */
import { maxWatchedCameras } from '@mingchu/shared/live';
import { hasRoomForFrame, type LiveSocket } from './liveSocket.ts';
import { maySeeSite, type Viewer } from './model/viewer.ts';

/** Newest pictures of the cameras, and the moment a new one comes. */
export interface FrameSource {
  latest(siteId: string, deviceId: string): { at: number; jpeg: Buffer } | undefined;
  onFrame(
    listener: (frame: { siteId: string; deviceId: string; at: number; jpeg: Buffer }) => void,
  ): () => void;
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

  const push = (
    socket: LiveSocket,
    frame: { siteId: string; deviceId: string; at: number; jpeg: Buffer },
  ) => {
    if (!hasRoomForFrame(socket)) return;
    const { siteId, deviceId, jpeg } = frame;
    socket.volatile.emit('frame', { siteId, deviceId, at: new Date(frame.at).toISOString(), jpeg });
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
    for (const socket of watchers.get(`${frame.siteId}/${frame.deviceId}`) ?? []) push(socket, frame);
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
        if (latest) push(socket, { siteId, deviceId, ...latest });
      }
    },
    remove,
    close: () => {
      stop();
      watchers.clear();
      watched.clear();
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
