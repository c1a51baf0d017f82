/** How much may be read on average: of one connection, or of several that share it. What is over it waits. */
export interface ReadRate {
  /** Counts what was read. */
  charge(packets: number, bytes: number): void;
  /** Real ms until more may be read; 0 or less: now. */
  waitMs(): number;
}

export interface RateLimits {
  packetsPerS: number;
  bytesPerS: number;
}

/** Unused rate that may be saved up, real ms. */
const defaultBurstMs = 1_000;

export function createReadRate(
  { packetsPerS, bytesPerS }: RateLimits,
  { burstMs = defaultBurstMs }: { burstMs?: number } = {},
): ReadRate {
  let spentUntil = performance.now() - burstMs;
  return {
    charge: (packets, bytes) => {
      const costMs = Math.max((packets * 1000) / packetsPerS, (bytes * 1000) / bytesPerS);
      spentUntil = Math.max(spentUntil, performance.now() - burstMs) + costMs;
    },
    waitMs: () => spentUntil - performance.now(),
  };
}
