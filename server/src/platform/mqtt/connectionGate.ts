/**
 * Stands between a device's socket and the broker's parser. The broker pulls bytes with `socket.read()`; while the
 * gate is closed that answers "nothing yet", the socket's small buffer fills, TCP stops the sender, and nothing
 * grows here. It closes while the connection has too much in hand, has spent its rate, or the whole intake is full;
 * whatever closed it calls `reopen` when it is over, and `reopen` either lets the broker read or waits for what still
 * holds it: a closed gate always has somebody who will look again. It also ends a connection whose packet is too
 * large.
 */
import type { Socket } from 'node:net';
import { createPacketScanner, type LongPackets } from './packetScanner.ts';
import { createReadRate, type RateLimits, type ReadRate } from './readRate.ts';

export interface ConnectionGate {
  /** Messages of this connection that are handed over and not yet taken. */
  inHand: number;
  /** It has sent pictures. With nothing in hand it may go on while the intake is full: pictures need no room there. */
  sendsPictures: boolean;
  /** The broker has let it in: its packets may be long. */
  isLetIn: boolean;
  /** Counts what it sends against this rate as well, which it shares with others. */
  shareRate(rate: ReadRate): void;
  /** Lets the broker read again if it was refused and may now. */
  reopen(): void;
}

/** The rate is what this connection may send on average; more waits, nothing is dropped. */
export interface GateOptions extends RateLimits {
  maxPacketBytes: number;
  /** Packets that may be longer than that, of connections that were let in. */
  long?: LongPackets & { done(): void };
  /** Most messages in hand per connection. */
  maxInHand: number;
  /** Whether the intake as a whole takes messages, and pictures. */
  intake: { hasRoom(): boolean; takesPictures(): boolean };
  /** The gate was closed because of `intake`: call `reopen` when there is room again. */
  onRefused: (gate: ConnectionGate) => void;
  /** Nobody needs to call `reopen` any more. */
  onGone: (gate: ConnectionGate) => void;
  onTooLarge: () => void;
}

export function gateReads(socket: Socket, options: GateOptions): ConnectionGate {
  const { intake } = options;
  const { long } = options;
  let holdsLong = false;
  const scanner = createPacketScanner(
    options.maxPacketBytes,
    long && {
      maxBytes: long.maxBytes,
      admit: (topic) => (holdsLong = gate.isLetIn && long.admit(topic)),
    },
  );
  const endLong = () => {
    if (holdsLong) long?.done();
    holdsLong = false;
  };
  const read = socket.read.bind(socket);
  let refused = false;
  const rates: ReadRate[] = [createReadRate(options)];
  let rest: ReturnType<typeof setTimeout> | undefined;

  const intakeAllows = () =>
    intake.hasRoom() || (gate.sendsPictures && gate.inHand === 0 && intake.takesPictures());
  const waitMs = () => Math.max(...rates.map((rate) => rate.waitMs()));
  const mayRead = () => gate.inHand < options.maxInHand && waitMs() <= 0 && intakeAllows();
  /** Every reason for which the gate is closed has its own waker; `taken` messages wake by themselves. */
  const refuse = () => {
    refused = true;
    if (!intakeAllows()) options.onRefused(gate);
    const restMs = waitMs();
    if (restMs <= 0) return;
    clearTimeout(rest);
    rest = setTimeout(gate.reopen, restMs + 1);
  };
  const gate: ConnectionGate = {
    inHand: 0,
    isLetIn: false,
    sendsPictures: false,
    shareRate: (rate) => rates.push(rate),
    reopen: () => {
      if (!refused || socket.destroyed) return;
      if (!mayRead()) {
        refuse();
        return;
      }
      refused = false;
      socket.emit('readable');
    },
  };
  socket.read = (size?: number) => {
    // Node asks with 0 only to start filling the buffer.
    if (size === 0) return read(0);
    if (!mayRead()) {
      refuse();
      return null;
    }
    const chunk: Buffer | null = read(size);
    if (chunk === null) return null;
    const { packets, refused: tooLarge, isWithinLong } = scanner.scan(chunk);
    if (!isWithinLong) endLong();
    if (tooLarge) {
      options.onTooLarge();
      socket.destroy();
      return null;
    }
    for (const rate of rates) rate.charge(packets, chunk.length);
    return chunk;
  };
  socket.once('close', () => {
    clearTimeout(rest);
    endLong();
    options.onGone(gate);
  });
  return gate;
}
