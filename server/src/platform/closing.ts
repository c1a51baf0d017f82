/** Closing in reverse order of opening, each part bounded in time, so that one that hangs cannot hold the rest. */
import type { Logger } from './log.ts';

export interface Closing {
  /** Remembers how to close what was just opened. */
  add(name: string, close: () => Promise<unknown> | unknown): void;
  /** Closes all, last opened first; a part that fails or takes too long is logged and left. Once. */
  closeAll(): Promise<void>;
}

/** Real ms a part may take. */
const partTimeoutMs = 3000;

export function createClosing(log: Logger): Closing {
  const parts: { name: string; close: () => Promise<unknown> | unknown }[] = [];
  let closed: Promise<void> | undefined;
  const closeInTurn = async () => {
    for (let part = parts.pop(); part; part = parts.pop()) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`not closed within ${partTimeoutMs} ms`)), partTimeoutMs);
      });
      try {
        await Promise.race([part.close(), late]);
      } catch (error) {
        log.warn({ err: error, part: part.name }, 'closing failed');
      } finally {
        clearTimeout(timer);
      }
    }
  };
  return {
    add: (name, close) => {
      parts.push({ name, close });
    },
    closeAll: () => {
      closed ??= closeInTurn();
      return closed;
    },
  };
}
