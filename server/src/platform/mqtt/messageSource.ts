/**
 * Where intake gets its messages from, whichever broker stands behind it. The contract, the same on both sides:
 * each message is handed over at least once; the broker hears that it was taken (PUBACK) only when intake says so;
 * what is not yet taken is bounded by a window, and while the window is full the source reads nothing more, so the
 * messages stay with the broker or the device.
 */
import type { EpochMs } from '@mingchu/shared/observation';
import type { FrameFeed } from './frameFeed.ts';

export interface IncomingMessage {
  topic: string;
  payload: Buffer;
  /** An old message that the broker kept and delivers again, not one that a device has just sent. */
  retained: boolean;
  /** Our clock when the message came. */
  receivedAt: EpochMs;
  /** Name with which the connection signed in; left out where the broker does not tell it. */
  username?: string;
  /** Names the packet among those that its sender has no acknowledgement of; left out at QoS 0. */
  packetId?: string;
  /** Its sender says that it has sent this packet before (DUP). */
  again?: true;
}

/** A message that intake sends: an answer to a device that expects one. */
export interface OutgoingMessage {
  topic: string;
  payload: Buffer | string;
  qos: 0 | 1;
  retain: boolean;
}

/** Topics that intake takes besides the canonical ones. */
export interface FamilyTopics {
  /** MQTT filters; no message is meant by two of them. */
  filters: readonly string[];
  matches(topic: string): boolean;
  /** Lists of all that is behind a gateway: messages of up to `maxListBytes`. */
  mayBeLong(topic: string): boolean;
}

/** Largest payload on such a topic; a network of Zigbee with 300 devices has a list of some 2 MiB. */
export const maxListBytes = 4 * 1024 * 1024;

/**
 * What intake says of itself at a broker, kept there: `here` at the begin of each connection, `gone` at its end, by
 * itself or as its will. Both name the time at which the connection began.
 */
export type Presence = (since: EpochMs) => { here: OutgoingMessage; gone: OutgoingMessage };

export const noFamilyTopics: FamilyTopics = {
  filters: [],
  matches: () => false,
  mayBeLong: () => false,
};

/** Takes a message; calls `taken` once, when it is safe. It must not throw. */
export type MessageHandler = (message: IncomingMessage, taken: () => void) => void;

export interface MessageSource {
  /** Other processes take part of the same stream: what one process sees of a device has gaps. */
  readonly shared: boolean;
  /** Of several processes the one that hears what is not shared: families, and tells of pictures. */
  leads(): boolean;
  /** Hands over telemetry, detections and status from now on. Once. */
  start(handler: MessageHandler): Promise<void>;
  /** Hands over nothing more. What was handed over may still be taken. */
  pause(): Promise<void>;
  /** Messages handed over and not yet taken. */
  inHand(): number;
  /** The connection to the broker is gone: since when, and for how many real ms. Null while it is there. */
  lost(): { at: EpochMs; forMs: number } | null;
  /** Hands over these topics as well, from now on; for who hears the families. A bounded number of each mount. */
  listen(topics: readonly string[]): Promise<void>;
  /** Hands them over no more, of those that it listens to. */
  release(topics: readonly string[]): Promise<void>;
  /** Resolves when the broker has it. */
  publish(message: OutgoingMessage): Promise<void>;
}

/** A broker as the composition root holds it. */
export interface Broker {
  readonly source: MessageSource;
  readonly frames: FrameFeed;
  /** Address for devices, and for programs that publish. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Messages in hand, over all connections. With the payload bound: at most 64 MiB and one read per connection. */
export const windowMessages = 20_000;
export const windowBytes = 64 * 1024 * 1024;
