/**
 * Pictures on their way to the screens. A connection that is free gets each at once; for one that is busy the newest of
 * each camera waits, in the order in which cameras came to wait, and goes out as the connection takes what it was
 * given. So a burst leaves no screen with an old picture, and a slow one never has more waiting than one picture per
 * camera that it watches; the bytes are the picture store's own, not copies.
 */
import { hasRoomForFrame, type LiveSocket } from './liveSocket.ts';

export interface Frame {
  siteId: string;
  deviceId: string;
  at: number;
  sameSince: number;
  jpeg: Buffer;
}

export interface FrameOutbox {
  put(socket: LiveSocket, camera: string, frame: Frame): void;
  /** Forgets what waits for cameras that the screen watches no more. */
  keepOnly(socket: LiveSocket, cameras: ReadonlySet<string>): void;
  remove(socket: LiveSocket): void;
  close(): void;
}

/** While a picture waits its connection is looked at this often, real ms. */
const lookMs = 20;

export function createFrameOutbox(): FrameOutbox {
  const waiting = new Map<LiveSocket, Map<string, Frame>>();
  let timer: NodeJS.Timeout | undefined;

  const sendWhatFits = (socket: LiveSocket, frames: Map<string, Frame>) => {
    for (const [camera, frame] of frames) {
      if (!hasRoomForFrame(socket)) return;
      frames.delete(camera);
      send(socket, frame);
    }
    waiting.delete(socket);
  };
  const look = () => {
    timer = undefined;
    for (const [socket, frames] of waiting) sendWhatFits(socket, frames);
    lookLater();
  };
  const lookLater = () => {
    if (waiting.size > 0) timer ??= setTimeout(look, lookMs);
  };

  return {
    put: (socket, camera, frame) => {
      const frames = waiting.get(socket) ?? new Map<string, Frame>();
      waiting.set(socket, frames.set(camera, frame));
      sendWhatFits(socket, frames);
      lookLater();
    },
    keepOnly: (socket, cameras) => {
      const frames = waiting.get(socket);
      for (const camera of frames?.keys() ?? []) if (!cameras.has(camera)) frames?.delete(camera);
    },
    remove: (socket) => {
      waiting.delete(socket);
    },
    close: () => {
      clearTimeout(timer);
      waiting.clear();
    },
  };
}

function send(socket: LiveSocket, { siteId, deviceId, jpeg, ...times }: Frame): void {
  const [at, sameSince] = [new Date(times.at).toISOString(), new Date(times.sameSince).toISOString()];
  socket.emit('frame', { siteId, deviceId, at, sameSince, jpeg });
}
