import type { JobQueue } from '@mingchu/server/platform/queue/queue';

/** A queue that never rings: the tests look themselves. */
export const silentQueue: JobQueue = {
  add: async () => {},
  process: async () => {},
  depth: async () => 0,
  close: async () => {},
};
