/** Acts that a phone kept while it had no network: `POST /acts` sends them in their order, and each is answered. */
import type { OvertakenBy } from './http.ts';
import { type Static, Type } from 'typebox';

export const queuedActNames = ['accept', 'decline', 'depart', 'prove', 'arrive', 'submit'] as const;
/** `prove`: proofs without the statement to have arrived. */
export type QueuedActName = (typeof queuedActNames)[number];

export const QueuedAct = Type.Object({
  /** Made by the phone; the same id again is the same act. */
  id: Type.String({ pattern: '^[A-Za-z0-9_-]{8,64}$' }),
  dispatchId: Type.String({ minLength: 1, maxLength: 64 }),
  act: Type.Enum([...queuedActNames]),
  /** The phone's own clock when the person acted. */
  deviceTime: Type.String({ format: 'date-time' }),
  /** As in the act's own request. */
  body: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type QueuedAct = Static<typeof QueuedAct>;

/** A phone whose clock differs more than this from the server's tells no time, ms. */
export const phoneClockLimitMs = 30_000;

/** At most this many acts a request; a phone that has more sends them in parts. */
export const maxQueuedActs = 50;

export const QueuedActsBody = Type.Object({
  /** Whose acts they are: a phone that another has signed in on meanwhile keeps them for him. */
  username: Type.String({ minLength: 1, maxLength: 64 }),
  /** The phone's own clock now, so that its difference to ours is known. */
  sentAt: Type.String({ format: 'date-time' }),
  acts: Type.Array(QueuedAct, { minItems: 1, maxItems: maxQueuedActs }),
});
export type QueuedActsBody = Static<typeof QueuedActsBody>;

export const queuedOutcomes = ['done', 'already-done', 'overtaken', 'refused'] as const;
export type QueuedOutcome = (typeof queuedOutcomes)[number];

/** Answer for one act. */
export interface QueuedActAnswer {
  id: string;
  outcome: QueuedOutcome;
  /** Named reason when it was not done. */
  code: string | null;
  /** The same in words, for the person. */
  detail: string | null;
  /** As data, when the world has overtaken it. */
  happened: OvertakenBy | null;
  deviceTime: string;
  receivedAt: string;
}

/** Answer of `POST /acts`. `clockOffsetMs`: our clock minus the phone's. */
export interface QueuedActsAnswer {
  receivedAt: string;
  clockOffsetMs: number;
  items: QueuedActAnswer[];
}
