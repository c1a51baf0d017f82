/** Socket.IO's types for the live namespace, and how full a connection is. */
import type { Session } from '@mingchu/shared/http';
import type { ClientToServer, FramePush, ServerToClient, SnapshotPart } from '@mingchu/shared/live';
import type { Namespace, Socket } from 'socket.io';

/** The server sends bytes as a Buffer; a browser receives an ArrayBuffer. */
export type Sent = Omit<ServerToClient, 'frame' | 'snapshot-part'> & {
  frame: (frame: Omit<FramePush, 'jpeg'> & { jpeg: Buffer }) => void;
  'snapshot-part': (part: Omit<SnapshotPart, 'bytes'> & { bytes: Buffer }, taken: () => void) => void;
};
export interface SocketFacts {
  session: Session;
  sessionId: string;
  /** It has said hello, and is no wall. */
  isDesk?: boolean;
}
export type LiveNamespace = Namespace<ClientToServer, Sent, Record<string, never>, SocketFacts>;
export type LiveSocket = Socket<ClientToServer, Sent, Record<string, never>, SocketFacts>;

/** Above this many waiting packets or bytes a connection does not keep up. */
const maxWaitingPackets = 64;
const maxWaitingBytes = 4 * 1024 * 1024;
/** Pictures are dropped much earlier than facts. */
const maxPacketsBeforeFrame = 4;
const maxBytesBeforeFrame = 512 * 1024;

/** True when the connection has not taken what it was given. */
export function isCongested(socket: LiveSocket): boolean {
  const waiting = waitingOn(socket);
  return waiting.packets > maxWaitingPackets || waiting.bytes > maxWaitingBytes;
}

/** True when the connection is free enough for a picture. */
export function hasRoomForFrame(socket: LiveSocket): boolean {
  const waiting = waitingOn(socket);
  return waiting.packets <= maxPacketsBeforeFrame && waiting.bytes <= maxBytesBeforeFrame;
}

/** Closes the connection so that the client comes back by itself; `disconnect` would tell it to stay away. */
export function hangUp(socket: LiveSocket): void {
  socket.conn.close();
}

/** None of this is in the library's types; all of it is there since Socket.IO 1. */
interface Connection {
  /** Packets for a transport that is busy. */
  writeBuffer?: { data?: string | Buffer }[];
  /** Only a WebSocket counts its bytes; long polling holds everything in the write buffer. */
  transport?: { socket?: { bufferedAmount?: number } };
}

/** What the connection has not taken yet. */
export function waitingOn(socket: LiveSocket): { packets: number; bytes: number } {
  const { writeBuffer = [], transport } = socket.conn as unknown as Connection;
  const inTransport = transport?.socket?.bufferedAmount ?? 0;
  const behindIt = writeBuffer.reduce((sum, packet) => sum + (packet.data?.length ?? 0), 0);
  return { packets: writeBuffer.length, bytes: inTransport + behindIt };
}
