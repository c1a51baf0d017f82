import { isPastLimit } from './ageLimits.ts';
import { useLiveStore } from './store.ts';
import { useServerNow, useServerSpeed } from './useLive.ts';

interface Judgement {
  /** As the newest heartbeat said it. */
  judgedUntil: string | null;
  /** Server time, ms since 1970. */
  nowMs: number;
  /** Server ms per real ms. */
  speed: number;
}

/** Since when nobody judges what comes in, ms since 1970; null while somebody does. */
export function unjudgedSince({ judgedUntil, nowMs, speed }: Judgement): number | null {
  if (judgedUntil === null) return null;
  const untilMs = Date.parse(judgedUntil);
  return isPastLimit('judged', nowMs - untilMs, speed) ? untilMs : null;
}

/** Since when nobody judges what comes in, ms since 1970; null while somebody does. */
export function useUnjudgedSince(): number | null {
  const judgedUntil = useLiveStore((store) => store.judgedUntil);
  const speed = useServerSpeed();
  return unjudgedSince({ judgedUntil, nowMs: useServerNow(), speed });
}
