/** A person's live connection: what changes, as it changes, and what time the server has. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import {
  type Change,
  type ChangeRange,
  type ClientToServer,
  liveNamespace,
  liveProtocol,
  type ServerToClient,
} from '@mingchu/shared/live';
import { onSnapshot } from '@mingchu/shared/snapshotParts';
import { io, type Socket } from 'socket.io-client';
import type { ApiSession } from './apiClient.ts';

export interface LiveSession {
  /** The server's clock and last change when the first snapshot came, and this machine's monotonic time then. */
  readonly firstHeard: { serverMs: number; monotonicMs: number; seq: number };
  /** Calls back with each order that stands now, and with each that changes. */
  onDispatch(listener: (dispatch: Dispatch) => void): void;
  close(): void;
}

const connectTimeoutMs = 15_000;

/** Connects with the cookie of a session; rejects when there is no snapshot within 15 s. */
export function openLive(api: string, session: Pick<ApiSession, 'cookie'>): Promise<LiveSession> {
  const socket: Socket<ServerToClient, ClientToServer> = io(`${api.replace(/\/$/, '')}${liveNamespace}`, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie: session.cookie },
  });
  const listeners: ((dispatch: Dispatch) => void)[] = [];
  const standing = new Map<string, Dispatch>();
  let lastSeq: number | undefined;
  let firstHeard: LiveSession['firstHeard'] | undefined;
  const hello = (from: number | undefined) => {
    const resume = from === undefined ? {} : { lastSeq: from };
    socket.emit('hello', { protocol: liveProtocol, view: 'console', ...resume });
  };
  const tell = (dispatch: Dispatch) => {
    standing.set(dispatch.id, dispatch);
    for (const listener of listeners) listener(dispatch);
  };
  const takeChanges = (changes: Change[], range: ChangeRange) => {
    if (lastSeq !== undefined && range.after > lastSeq) return hello(lastSeq);
    for (const change of changes) if (change.kind === 'dispatch') tell(change.body);
    lastSeq = Math.max(lastSeq ?? 0, range.through);
  };
  // The cookie has changed since: a reconnection with the first would look like a stolen one.
  socket.io.on('reconnect_attempt', () => {
    socket.io.opts.extraHeaders = { cookie: session.cookie };
  });
  socket.on('connect', () => hello(lastSeq));
  socket.on('changes', takeChanges);
  return new Promise((resolve, reject) => {
    const giveUp = (reason: string) => {
      socket.disconnect();
      reject(new Error(`no live connection to ${api}: ${reason}`));
    };
    const timer = setTimeout(() => giveUp('no answer'), connectTimeoutMs);
    const refused = (error: Error) => {
      clearTimeout(timer);
      giveUp(error.message);
    };
    socket.on('connect_error', refused);
    onSnapshot(socket, (snapshot) => {
      lastSeq = snapshot.seq;
      for (const dispatch of snapshot.dispatches) tell(dispatch);
      if (firstHeard) return;
      firstHeard = {
        serverMs: Date.parse(snapshot.serverTime),
        monotonicMs: performance.now(),
        seq: snapshot.seq,
      };
      clearTimeout(timer);
      // From here on a lost line mends itself.
      socket.off('connect_error', refused);
      resolve({
        firstHeard,
        onDispatch: (listener) => {
          listeners.push(listener);
          for (const dispatch of standing.values()) listener(dispatch);
        },
        close: () => socket.disconnect(),
      });
    });
  });
}
