/** Counts what is handed over and not yet taken, and calls those who wait when there is room again. */
import { windowBytes, windowMessages } from './messageSource.ts';

export interface IntakeWindow {
  hasRoom(): boolean;
  /** Counts a message in; the answer counts it out, once. */
  enter(bytes: number): () => void;
  /** Calls `run` once when there is room. */
  whenRoom(run: () => void): void;
  inHand(): number;
}

export function createIntakeWindow(limits = { messages: windowMessages, bytes: windowBytes }): IntakeWindow {
  let messages = 0;
  let bytes = 0;
  const waiting = new Set<() => void>();
  const hasRoom = () => messages < limits.messages && bytes < limits.bytes;
  // Waking at half full lets many read a good piece instead of one message each.
  const isRoomy = () => messages <= limits.messages / 2 && bytes <= limits.bytes / 2;
  return {
    hasRoom,
    inHand: () => messages,
    whenRoom: (run) => waiting.add(run),
    enter: (size) => {
      messages += 1;
      bytes += size;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        messages -= 1;
        bytes -= size;
        if (waiting.size === 0 || !isRoomy()) return;
        const woken = [...waiting];
        waiting.clear();
        for (const run of woken) setImmediate(run);
      };
    },
  };
}
