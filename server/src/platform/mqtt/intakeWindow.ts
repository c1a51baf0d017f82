/**
 * Counts what is handed over and not yet taken, and calls those who wait when there is room again. A window that is
 * shut has no room: before intake begins and after it pauses.
 */
import { windowBytes, windowMessages } from './messageSource.ts';

export interface IntakeWindow {
  hasRoom(): boolean;
  /** Counts a message in. */
  enter(bytes: number): void;
  /** Counts it out; once for each `enter`. */
  leave(bytes: number): void;
  /** Calls `run` once when there is room; asking twice counts once. */
  whenRoom(run: () => void): void;
  /** `run` is not to be called any more. */
  forget(run: () => void): void;
  open(): void;
  shut(): void;
  inHand(): number;
}

export function createIntakeWindow(limits = { messages: windowMessages, bytes: windowBytes }): IntakeWindow {
  let messages = 0;
  let bytes = 0;
  let isOpen = false;
  const waiting = new Set<() => void>();
  // Waking at half full lets many read a good piece instead of one message each.
  const isRoomy = () => isOpen && messages <= limits.messages / 2 && bytes <= limits.bytes / 2;
  const wake = () => {
    if (waiting.size === 0 || !isRoomy()) return;
    const woken = [...waiting];
    waiting.clear();
    for (const run of woken) setImmediate(run);
  };
  return {
    hasRoom: () => isOpen && messages < limits.messages && bytes < limits.bytes,
    inHand: () => messages,
    whenRoom: (run) => waiting.add(run),
    forget: (run) => waiting.delete(run),
    enter: (size) => {
      messages += 1;
      bytes += size;
    },
    leave: (size) => {
      messages -= 1;
      bytes -= size;
      wake();
    },
    open: () => {
      isOpen = true;
      wake();
    },
    shut: () => {
      isOpen = false;
    },
  };
}
