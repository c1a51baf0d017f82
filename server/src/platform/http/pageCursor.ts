/** Cursors of lists: opaque to clients, checked when they come back. */
import { ProblemError } from './problem.ts';

/** Where a page ended. */
export function encodeCursor(parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The parts again. Throws ProblemError `bad-cursor` for anything that is not `count` strings. */
export function decodeCursor(cursor: string, count: number): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string')) {
      return parts;
    }
  } catch {
    // Not ours: told below like every other wrong cursor.
  }
  throw new ProblemError(400, 'bad-cursor', 'This cursor was not made here.');
}

/** A day within a cursor, `YYYY-MM-DD`. Throws ProblemError `bad-cursor` when it is none. */
export function cursorDay(part: string): string {
  const day = cursorTime(part).toISOString().slice(0, 10);
  if (day !== part) throw new ProblemError(400, 'bad-cursor', 'This cursor was not made here.');
  return day;
}

/** A time within a cursor. Throws ProblemError `bad-cursor` when it is none. */
export function cursorTime(part: string): Date {
  const time = new Date(part);
  if (Number.isNaN(time.getTime()))
    throw new ProblemError(400, 'bad-cursor', 'This cursor was not made here.');
  return time;
}
