/**
 * Stands between a device's socket and the broker's parser. The broker pulls bytes with `socket.read()`; while the
 * gate is closed that answers "nothing yet", the socket's small buffer fills, TCP stops the sender, and nothing
 * grows here. It closes while the connection has too much in hand, has spent its rate, or the whole intake is full;
 * `reopen` makes the broker look again. It also ends a connection whose packet is too large.
 */
import type { Socket } from 'node:net';
import { createPacketScanner } from './packetScanner.ts';

export interface ConnectionGate {
  /** Messages of this connection that are handed over and not yet taken. */
  inHand: number;
  /** Lets the broker read again if it was refused and may now. */
  reopen(): void;
}

export interface GateOptions {
  maxPacketBytes: number;
  /** Packets and bytes per real second that one connection may send on average; more waits, nothing is dropped. */
  packetsPerS: number;
  bytesPerS: number;
  /** Most messages in hand per connection. */
  maxInHand: number;
  /** The whole intake has room. */
  hasRoom: () => boolean;
  /** The gate was closed because of `hasRoom`: call `reopen` when there is room again. */
  onRefused: (gate: ConnectionGate) => void;
  onTooLarge: () => void;
}

export function gateReads(socket: Socket, options: GateOptions): ConnectionGate {
  const scanner = createPacketScanner(options.maxPacketBytes);
  const read = socket.read.bind(socket);
  let refused = false;
  let restUntil = 0;
  let rest: ReturnType<typeof setTimeout> | undefined;

  const mayRead = () =>
    gate.inHand < options.maxInHand && performance.now() >= restUntil && options.hasRoom();
  const gate: ConnectionGate = {
    inHand: 0,
    reopen: () => {
      if (!refused || socket.destroyed || !mayRead()) return;
      refused = false;
      socket.emit('readable');
    },
  };
  const refuse = () => {
    refused = true;
    if (!options.hasRoom()) options.onRefused(gate);
    const waitMs = restUntil - performance.now();
    if (waitMs > 0) {
      clearTimeout(rest);
      rest = setTimeout(gate.reopen, waitMs + 1);
    }
  };
  /** Each chunk costs its share of a second; what is over the burst of one second is waited for. */
  const charge = (packets: number, bytes: number) => {
    const now = performance.now();
    const costMs = Math.max((packets * 1000) / options.packetsPerS, (bytes * 1000) / options.bytesPerS);
    spentUntil = Math.max(spentUntil, now - burstMs) + costMs;
    if (spentUntil > now) restUntil = spentUntil;
  };
  let spentUntil = performance.now() - burstMs;

  socket.read = (size?: number) => {
    // Node asks with 0 only to start filling the buffer.
    if (size === 0) return read(0);
    if (!mayRead()) {
      refuse();
      return null;
    }
    const chunk: Buffer | null = read(size);
    if (chunk === null) return null;
    const { packets, refused: tooLarge } = scanner.scan(chunk);
    if (tooLarge) {
      options.onTooLarge();
      socket.destroy();
      return null;
    }
    charge(packets, chunk.length);
    return chunk;
  };
  socket.once('close', () => clearTimeout(rest));
  return gate;
}

/** Unused rate that a connection may save up. */
const burstMs = 1_000;
