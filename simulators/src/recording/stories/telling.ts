/** How the stories of recordings are told: who says what at which second. */
import type { RecordedMessage } from '../recordedMessage.ts';

/** When all stories begin: a Tuesday at 11:00 in the kitchens. */
export const storyStart = Date.UTC(2026, 10, 24, 3, 0, 0);

export interface Telling {
  /** Text and bytes stand as they are; everything else is written as JSON. At QoS 1, unless `how` says another. */
  say(
    atS: number,
    topic: string,
    payload: unknown,
    how?: Partial<Pick<RecordedMessage, 'qos' | 'keeping'>>,
  ): void;
  /** Calls `tell` every `everyS` from the first second on and before the last; `n` counts from 0. */
  every(span: { fromS: number; toS: number; everyS: number }, tell: (atS: number, n: number) => void): void;
  /** In the order of their times. */
  messages(): RecordedMessage[];
}

/** What a sender with the retain flag says. */
export const toKeep = { keeping: 'to-keep' } as const;

/** @param offsetMs parts of a second by which this family is after the others: no two say something at once */
export function beginTelling(offsetMs: number): Telling {
  const told: RecordedMessage[] = [];
  return {
    say: (atS, topic, payload, { qos = 1, keeping = 'live' } = {}) => {
      const bytes = Buffer.isBuffer(payload)
        ? payload
        : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
      told.push({ atMs: Math.round(atS * 1000) + offsetMs, topic, qos, keeping, payload: bytes });
    },
    every: ({ fromS, toS, everyS }, tell) => {
      for (let n = 0; fromS + n * everyS < toS; n++) tell(fromS + n * everyS, n);
    },
    messages: () => told.toSorted((a, b) => a.atMs - b.atMs),
  };
}

/** A moment of the story as devices write it, ms since 1970. */
export const at = (atS: number) => storyStart + Math.round(atS * 1000);
/** The same as ISO 8601 in UTC. */
export const iso = (atS: number) => new Date(at(atS)).toISOString();
/** The same with the zone of the kitchens, without fractions. */
export const local = (atS: number) => `${new Date(at(atS) + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

/** A value that is never quite the same, as measured ones are. */
export const wobble = (value: number, n: number) =>
  Math.round((value + ((n * 7) % 5) / 10 + ((n * 3) % 4) / 20) * 100) / 100;

/** True from the first second on and before the last. */
export const within = (atS: number, fromS: number, toS: number) => atS >= fromS && atS < toS;
