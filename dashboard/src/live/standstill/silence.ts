/**
 * What silence of the page means to a thread that listens to it. A page that says nothing for `stuckAfterMs` is stuck.
 * When the listening thread stood still itself nobody was stuck: the computer slept, or the browser froze the tab. Pure.
 */
export type ToWorker =
  /** Sent by the page every `pageSpeaksMs`. `reportTo` null: nobody to tell. */
  | { kind: 'alive'; reportTo: string | null }
  /** The page is about to be hidden or frozen, where the browser itself keeps it silent. */
  | { kind: 'hidden' };

export interface FromWorker {
  kind: 'was-stuck' | 'slept';
  forMs: number;
}

export const pageSpeaksMs = 500;
export const stuckAfterMs = 3_000;
export const lookEveryMs = 500;

/** What is known between two looks. */
export interface Listening {
  /** Monotonic time of the page's last word; null while it is hidden. */
  heardMs: number | null;
  lookedMs: number;
  /** True once a silence has been told. */
  told: boolean;
}

/** A look at the clock: is the page stuck, or did this thread itself stand still? */
export function look(
  listening: Listening,
  nowMs: number,
): { next: Listening; tell: { kind: 'still-stuck' | 'slept'; forMs: number } | null } {
  const stoodMs = nowMs - listening.lookedMs - lookEveryMs;
  if (stoodMs > stuckAfterMs) {
    const heardMs = listening.heardMs === null ? null : nowMs;
    return { next: { heardMs, lookedMs: nowMs, told: false }, tell: { kind: 'slept', forMs: stoodMs } };
  }
  const next = { ...listening, lookedMs: nowMs };
  const silentMs = listening.heardMs === null ? 0 : nowMs - listening.heardMs;
  if (silentMs <= stuckAfterMs || listening.told) return { next, tell: null };
  return { next: { ...next, told: true }, tell: { kind: 'still-stuck', forMs: silentMs } };
}

/** A word of the page: was it stuck until now? */
export function hear(listening: Listening, nowMs: number): { next: Listening; tell: FromWorker | null } {
  const silentMs = listening.heardMs === null ? 0 : nowMs - listening.heardMs;
  const next = { ...listening, heardMs: nowMs, told: false };
  return { next, tell: silentMs > stuckAfterMs ? { kind: 'was-stuck', forMs: silentMs } : null };
}
