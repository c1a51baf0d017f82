/** Simulated time: `start + real elapsed × speed`. At speed 1 without a start it is the machine's time. */
export interface VirtualClock {
  /** Milliseconds since 1970. */
  now(): number;
  readonly speed: number;
  /** Calls `run` once, `virtualMs` from now. The answer cancels it. */
  after(virtualMs: number, run: () => void): () => void;
  /** Calls `run` every `virtualMs`. The answer stops it. */
  every(virtualMs: number, run: () => void): () => void;
  /** Resolves `virtualMs` later, or when the clock is stopped. */
  wait(virtualMs: number): Promise<void>;
  /** Ends all timers and wakes whoever waits. */
  stop(): void;
}

export function createVirtualClock({
  speed = 1,
  startAt,
}: {
  speed?: number;
  startAt?: number;
} = {}): VirtualClock {
  const realStart = performance.now();
  const origin = startAt ?? Date.now();
  const ends = new Set<() => void>();
  const realMs = (virtualMs: number) => Math.max(0, virtualMs / speed);
  const after = (virtualMs: number, run: () => void, atStop: () => void = () => {}) => {
    const timer = setTimeout(() => {
      ends.delete(end);
      run();
    }, realMs(virtualMs));
    const end = () => {
      clearTimeout(timer);
      atStop();
    };
    ends.add(end);
    return () => {
      ends.delete(end);
      clearTimeout(timer);
    };
  };
  return {
    speed,
    now: () => Math.floor(origin + (performance.now() - realStart) * speed),
    after: (virtualMs, run) => after(virtualMs, run),
    every: (virtualMs, run) => {
      const timer = setInterval(run, realMs(virtualMs));
      const end = () => clearInterval(timer);
      ends.add(end);
      return () => {
        ends.delete(end);
        end();
      };
    },
    wait: (virtualMs) => new Promise((resolve) => after(virtualMs, resolve, resolve)),
    stop: () => {
      for (const end of ends) end();
      ends.clear();
    },
  };
}
