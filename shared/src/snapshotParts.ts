/** Joins the pieces in which a large snapshot comes. */
import type { Snapshot, SnapshotPart } from './live.ts';

export interface SnapshotPieces {
  /** How much of it is here, from 0 to 1. */
  readonly share: number;
  /** Takes the next piece; answers the snapshot with the last one, null before. Rejects when pieces are missing or torn. */
  take(part: SnapshotPart): Promise<Snapshot | null>;
}

/** A socket that is told pieces; Socket.IO's fits. */
interface ToldPieces {
  on(event: 'snapshot', listener: (snapshot: Snapshot) => void): unknown;
  on(event: 'snapshot-part', listener: (part: SnapshotPart, taken: () => void) => void): unknown;
}

/** Calls back with each snapshot, whether it comes whole or in pieces: for clients that need no more than that. */
export function onSnapshot(socket: ToldPieces, listener: (snapshot: Snapshot) => void): void {
  const pieces = createSnapshotPieces();
  socket.on('snapshot', listener);
  socket.on('snapshot-part', (part, taken) => {
    void pieces.take(part).then((snapshot) => {
      if (snapshot) listener(snapshot);
      taken();
    });
  });
}

/** One for each connection: pieces of an earlier one do not belong to those of the next. */
export function createSnapshotPieces(): SnapshotPieces {
  let pieces: SnapshotPart[] = [];
  let share = 0;
  return {
    get share() {
      return share;
    },
    take: async (part) => {
      if (part.index === 0) pieces = [];
      pieces.push(part);
      share = pieces.length / part.of;
      if (pieces.length < part.of) return null;
      const whole = pieces;
      pieces = [];
      if (whole.some(({ seq, index }, place) => seq !== part.seq || index !== place))
        throw new Error(`snapshot ${part.seq}: pieces are missing`);
      const packed = new Blob(whole.map(({ bytes }) => bytes)).stream();
      const json = packed.pipeThrough(new DecompressionStream('gzip'));
      return (await new Response(json).json()) as Snapshot;
    },
  };
}
