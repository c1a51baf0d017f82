/**
 * What lines and clocks do to messages: some are lost, come twice, come late and so in another order, or come from a
 * device whose clock is wrong. Pure and seeded: the same seed does the same to the same recording.
 *
 * Nothing inside a payload is changed. A clock that is slow by 90 s looks to its listener exactly like messages that
 * come 90 s after the time they say, and one that is fast like messages that come before it; so skew moves the moments
 * at which messages come, all alike.
 */
import { chanceOf } from '../chance.ts';
import type { RecordedMessage } from './recordedMessage.ts';

export interface Disturbance {
  /** Parts of 1. */
  loss: number;
  duplicate: number;
  reorder: number;
  /** Above 0: devices' clocks are slow by so much, ms; below 0: fast. */
  skewMs: number;
  seed: number;
}

export const undisturbed: Disturbance = { loss: 0, duplicate: 0, reorder: 0, skewMs: 0, seed: 1 };

/** A late message comes so much later, ms; and one that comes twice, the second time. */
const late = { leastMs: 1_000, mostMs: 20_000 };

export interface DisturbedMessage extends RecordedMessage {
  /** Number of the message in its recording, from 0: two of one number are one that came twice. */
  index: number;
}

export type Fate = 'lost' | 'twice' | 'late';

/** In the order in which they come. Holds back no more than what comes within 20 s. */
export async function* disturb(
  messages: AsyncIterable<RecordedMessage>,
  { loss, duplicate, reorder, skewMs, seed }: Disturbance,
  onFate: (fate: Fate, index: number) => void = () => {},
): AsyncGenerator<DisturbedMessage> {
  const chance = chanceOf(seed, 'disturb');
  const waiting: DisturbedMessage[] = [];
  let index = 0;
  for await (const message of messages) {
    // Every message takes the same number of draws, so that one part does not change what another does.
    const [lost, twice, moved] = [
      chance.float() < loss,
      chance.float() < duplicate,
      chance.float() < reorder,
    ];
    const [moveMs, againMs] = [chance.int(late.leastMs, late.mostMs), chance.int(late.leastMs, late.mostMs)];
    const atMs = message.atMs + skewMs;
    while (waiting[0] && waiting[0].atMs <= atMs) yield waiting.shift() as DisturbedMessage;
    const one = { ...message, atMs: moved ? atMs + moveMs : atMs, index };
    index += 1;
    if (lost) {
      onFate('lost', one.index);
      continue;
    }
    if (moved) onFate('late', one.index);
    place(waiting, one);
    if (!twice) continue;
    onFate('twice', one.index);
    place(waiting, { ...one, atMs: one.atMs + againMs });
  }
  yield* waiting;
}

/** Keeps the order of time, and of arrival within a moment. */
function place(waiting: DisturbedMessage[], one: DisturbedMessage): void {
  let at = waiting.length;
  while (at > 0 && (waiting[at - 1] as DisturbedMessage).atMs > one.atMs) at -= 1;
  waiting.splice(at, 0, one);
}
