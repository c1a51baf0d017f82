/** How a broker of its own lets devices in, and how much it takes of them: the same for every broker that is written for. */
import { connectionsPerS } from '../platform/mqtt/addressBook.ts';
import { sending } from '../platform/mqtt/brokerAccess.ts';
import { maxListBytes, windowMessages } from '../platform/mqtt/messageSource.ts';

/** Where a broker listens. */
export interface Door {
  /** Null: on all addresses. */
  address: string | null;
  port: number;
}

export interface BrokerDoors {
  /** In the clear, by name and secret; null: none. */
  clear: Door | null;
  /** Over TLS; the files are those that the broker finds. */
  tls: {
    certFile: string;
    keyFile: string;
    /** By name and secret; null: none. */
    secrets: Door | null;
    /** By a client certificate of this authority, whose common name is the name of a credential; null: none. */
    certificates: (Door & { caFile: string }) | null;
  } | null;
  /** Connections that each of them holds. */
  maxConnections: number;
}

/** A credential's share at the embedded broker, which other brokers give to a connection; and what intake needs. */
export const brokerLimits = {
  connectionsPerS,
  messagesPerS: sending.packetsPerS,
  bytesPerS: sending.bytesPerS,
  /** A list of what is behind a gateway; the rest is room for the packet's head. */
  maxPayloadBytes: maxListBytes,
  maxPacketBytes: 4_200_000,
  /** On the way to intake at a time. */
  inflight: windowMessages,
  /** Waiting for intake while it is slow or away. */
  queued: 1_000_000_000,
  queuedBytes: 2 * 1024 * 1024 * 1024,
} as const;
