/**
 * Snapshots of large districts, sent in pieces. In one message such a snapshot would hold up for as long as the line
 * needs what each side asks to know that the other is there: on a slow line both would hang up, come back, and begin
 * anew for ever. A few pieces are under way to each client; it answers each, and the next is sent.
 */
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Snapshot } from '@mingchu/shared/live';
import type { LiveSocket } from './liveSocket.ts';

/** Rows of registry and health above which a snapshot goes in pieces: some 200 kB of JSON. */
const maxRowsWhole = 1_000;
/** With those that are under way: half a second of 1 Mbit/s, and still 13 Mbit/s where an answer takes 40 ms. */
const partBytes = 32 * 1024;
const partsUnderWay = 2;

/** True when a snapshot is too large for one message. */
export function isLarge({ sites, devices, deviceHealth }: Snapshot): boolean {
  return sites.length + devices.length + deviceHealth.length > maxRowsWhole;
}

const packed = new WeakMap<Snapshot, Promise<Buffer>>();

/** A snapshot as it is sent in pieces: encoded once, for all who are sent the same. */
export function packSnapshot(snapshot: Snapshot): Promise<Buffer> {
  let bytes = packed.get(snapshot);
  if (!bytes) {
    bytes = promisify(gzip)(JSON.stringify(snapshot), { level: constants.Z_BEST_SPEED });
    packed.set(snapshot, bytes);
  }
  return bytes;
}

/**
 * Sends a packed snapshot. Resolves when the client shows it; rejects when the client takes nothing for `stillMs` real
 * ms, however long all of it needs.
 */
export async function sendParts(
  socket: LiveSocket,
  { seq, bytes, stillMs }: { seq: number; bytes: Buffer; stillMs: number },
): Promise<void> {
  const of = Math.ceil(bytes.length / partBytes);
  let next = 0;
  const keepOneUnderWay = async (): Promise<void> => {
    while (next < of) {
      const index = next++;
      const piece = bytes.subarray(index * partBytes, (index + 1) * partBytes);
      await socket.timeout(stillMs).emitWithAck('snapshot-part', { seq, index, of, bytes: piece });
    }
  };
  await Promise.all(Array.from({ length: partsUnderWay }, keepOneUnderWay));
}
