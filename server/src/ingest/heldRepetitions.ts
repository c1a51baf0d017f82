/**
 * What says nothing new may be a repetition of what is still in hand: it is acknowledged after that, because whoever
 * hears an acknowledgement forgets both. And packets that are delivered again under their own identifier while this
 * process knows them, so that a report without key and time is one report though its connection broke.
 */
import { crc32 } from 'node:zlib';
import type { IncomingMessage } from '../platform/mqtt/messageSource.ts';

export interface Repetitions {
  /** Counts a message in; the answer counts it out, once it is committed. */
  begin(place: string): () => void;
  /** Calls `taken` when all that is in hand now at this place is committed; at once when nothing is. */
  after(place: string, taken: () => void): void;
  /** Whether this very packet was here before. Notes every packet that has an identifier. */
  isKnown(message: IncomingMessage): boolean;
}

/** More than any session may have on the way (20,000), for a short while after their acknowledgement, too. */
const maxPackets = 40_000;
/** A broker numbers its packets in a ring: a packet is not known for longer, ms. */
const knownForMs = 600_000;

/** What a packet is compared by. */
interface Print {
  topic: string;
  bytes: number;
  /** Worked out by the platform's own code: every packet is summed, though few come again. */
  sum: number;
  at: number;
}

interface Waiting {
  /** Number of the newest message that it waits for. */
  until: number;
  taken: () => void;
}

export function createRepetitions(): Repetitions {
  const inHand = new Map<string, Set<number>>();
  const waiting = new Map<string, Waiting[]>();
  const packets = new Map<string, Print>();
  let newest = 0;

  const release = (place: string) => {
    const oldest = inHand.get(place)?.values().next().value ?? Number.POSITIVE_INFINITY;
    const held = waiting.get(place) ?? [];
    while (held[0] !== undefined && held[0].until < oldest) held.shift()?.taken();
    if (held.length === 0) waiting.delete(place);
  };
  return {
    begin: (place) => {
      const number = ++newest;
      const open = inHand.get(place) ?? new Set();
      inHand.set(place, open.add(number));
      return () => {
        open.delete(number);
        if (open.size === 0) inHand.delete(place);
        release(place);
      };
    },
    after: (place, taken) => {
      if (!inHand.has(place)) return taken();
      const held = waiting.get(place) ?? [];
      waiting.set(place, held);
      held.push({ until: newest, taken });
    },
    isKnown: ({ packetId, again, topic, payload, receivedAt }) => {
      if (packetId === undefined) return false;
      const print: Print = { topic, bytes: payload.length, sum: crc32(payload), at: receivedAt };
      const before = packets.get(packetId);
      packets.delete(packetId);
      packets.set(packetId, print);
      const oldest = packets.size > maxPackets ? packets.keys().next().value : undefined;
      if (oldest !== undefined) packets.delete(oldest);
      if (again !== true || before === undefined || receivedAt - before.at > knownForMs) return false;
      return before.topic === topic && before.bytes === print.bytes && before.sum === print.sum;
    },
  };
}
