/**
 * Today's numbers are pushed at a pace, and a flood begins between two pushes. What the change log tells of new alarms
 * is added to what the last reading counted; when that may be too many, the numbers are read and pushed at once.
 * Whether it is a flood is said by that reading alone: an estimate that is too high costs one reading, and starts anew
 * from it.
 */
import { floodBeginsAbove, loadWindowMs } from '@mingchu/shared/alarmLoad';
import type { Change, TodayStats } from '@mingchu/shared/live';

export interface FloodWatchOptions {
  /** Reads the numbers and pushes them; null when nobody is there to be told, and nothing was read. */
  push(): Promise<Pick<TodayStats, 'load'> | null>;
  /** ms of the clock of the district. */
  nowMs(): number;
  onError(error: Error): void;
}

export interface FloodWatch {
  /** Reads and pushes; one reading at a time, shared by all who ask meanwhile. */
  read(): Promise<void>;
  /** What the log has grown by. */
  heard(changes: readonly Change[]): void;
}

/** Knows of no alarm before the first reading. */
export function createFloodWatch({ push, nowMs, onError }: FloodWatchOptions): FloodWatch {
  let told = { inFlood: false, last10Min: 0, present: 0 };
  /** Alarms of the last ten minutes that the log told of, each with the time at which it was announced. */
  const known = new Map<string, number>();
  let unread = 0;
  let reading: Promise<void> | undefined;

  const mayBegin = () =>
    !told.inFlood && unread > 0 && told.last10Min + unread / Math.max(1, told.present) > floodBeginsAbove;
  const readAll = async () => {
    try {
      for (const [id, at] of known) if (at <= nowMs() - loadWindowMs) known.delete(id);
      // What comes during a reading is not in it.
      do {
        const before = unread;
        const stats = await push();
        if (stats === null) return;
        told = stats.load;
        unread -= before;
      } while (mayBegin());
    } finally {
      reading = undefined;
    }
  };
  const read = () => {
    reading ??= readAll();
    return reading;
  };

  return {
    read,
    heard: (changes) => {
      const since = nowMs() - loadWindowMs;
      for (const { kind, body, at } of changes) {
        if (kind !== 'violation' || known.has(body.id)) continue;
        // What opened in closed hours is announced only now.
        const announcedAt = Date.parse(body.reason === 'kitchen-opened' ? at : body.openedAt);
        if (announcedAt <= since || body.state === 'suppressed' || body.state === 'out-of-service') continue;
        known.set(body.id, announcedAt);
        unread += 1;
      }
      if (mayBegin()) read().catch(onError);
    },
  };
}
