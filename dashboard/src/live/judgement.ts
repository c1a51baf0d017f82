import { isPastLimit } from './ageLimits.ts';
import { type LiveStore, useLiveStore } from './store.ts';
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

/** Why what is open may not be all: nothing can come in, nobody takes it in, or nobody judges it. */
export interface Doubt {
  kind: 'broker-lost' | 'intake-gone' | 'unjudged';
  /** ms since 1970. */
  sinceMs: number;
}

/** Of several the one that comes first on the way of a reading: the others may follow from it. Null while all is well. */
export function doubtOf(
  { brokerLostSince, intakeGoneSince }: Pick<LiveStore, 'brokerLostSince' | 'intakeGoneSince'>,
  unjudgedMs: number | null,
): Doubt | null {
  if (brokerLostSince !== null) return { kind: 'broker-lost', sinceMs: Date.parse(brokerLostSince) };
  if (intakeGoneSince !== null) return { kind: 'intake-gone', sinceMs: Date.parse(intakeGoneSince) };
  return unjudgedMs === null ? null : { kind: 'unjudged', sinceMs: unjudgedMs };
}

/** Why what is open may not be all; null while it is. */
export function useDoubt(): Doubt | null {
  const brokerLostSince = useLiveStore((store) => store.brokerLostSince);
  const intakeGoneSince = useLiveStore((store) => store.intakeGoneSince);
  return doubtOf({ brokerLostSince, intakeGoneSince }, useUnjudgedSince());
}
