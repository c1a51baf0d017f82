/**
 * One connected screen. It is in one of five states:
 *
 * - `silent`: has not said hello; gets heartbeats only.
 * - `awaiting-snapshot`: will be sent one that is not older than `minSeq` as soon as it is read; changes until then
 *   are in it or follow it.
 * - `receiving`: takes a large snapshot in pieces; what changes meanwhile follows it.
 * - `following`: has been sent everything up to `sentSeq`; each growth of the log sends the rest.
 * - `lagging`: its connection does not take what was sent, and nothing more is sent. When its buffer has drained it
 *   follows again from `sentSeq`, with a snapshot if the log no longer holds what it missed.
 */
import { type LiveSocket, waitingOn } from './liveSocket.ts';
import type { Viewer } from './model/viewer.ts';

type ClientState =
  | { kind: 'silent' }
  | { kind: 'awaiting-snapshot'; minSeq: number }
  | { kind: 'receiving' }
  | { kind: 'following'; sentSeq: number }
  | { kind: 'lagging'; sentSeq: number; sinceMs: number; waitingBytes: number };

export interface LiveClient {
  socket: LiveSocket;
  viewer: Viewer;
  state: ClientState;
  /** End of the last range an inspector was told of; hidden changes are told with the next visible one. */
  toldSeq: number;
}

/** Who takes nothing for so long is disconnected, real ms. */
export const maxStillMs = 60_000;

/** A snapshot is read for it, or under way to it. */
export function isPromised({ state }: LiveClient): boolean {
  return state.kind === 'awaiting-snapshot' || state.kind === 'receiving';
}

/** From now on it is sent nothing, until its buffer has drained. */
export function lag(client: LiveClient, sentSeq: number): void {
  if (client.state.kind === 'lagging') client.state.sentSeq = sentSeq;
  else {
    const { bytes: waitingBytes } = waitingOn(client.socket);
    client.state = { kind: 'lagging', sentSeq, sinceMs: performance.now(), waitingBytes };
  }
}
