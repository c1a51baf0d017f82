/**
 * Starts what leads outside the application in this process: one router, which decides who is told by which channel,
 * and one lane for each channel that is open. Any number of processes may do so; rows decide who does what.
 */
import { startAlarm } from '../platform/alarm.ts';
import { openChannelBook, type OutsideDeps } from './channelBook.ts';
import { routeMessages } from './routeMessages.ts';
import { failWaitingElsewhere } from './routeStore.ts';
import { type Lane, startLane } from './startLane.ts';

export interface Outside {
  /** There is something new in the outbox. */
  wake(): Promise<void>;
  stop(): Promise<void>;
}

/** Virtual ms between two looks: also how soon a change of the channels is seen. */
const sweepMs = 5_000;

export async function startOutside(deps: OutsideDeps): Promise<Outside> {
  const book = await openChannelBook(deps);
  const lanes = new Map<string, Lane>();
  const closing = new Set<Promise<void>>();
  const alarm = startAlarm({
    name: 'route-messages',
    clock: deps.clock,
    log: deps.log,
    sweepMs,
    work: async () => {
      await book.refresh();
      await failWaitingElsewhere(deps.db, { now: deps.clock.date(), error: 'channel-closed' });
      const nextAt = await routeMessages({ ...deps, usable: () => book.usable() });
      matchLanes(book.sending().map(({ name }) => name));
      for (const lane of lanes.values()) lane.wake();
      return nextAt;
    },
  });

  const matchLanes = (open: readonly string[]) => {
    for (const [name, lane] of lanes) {
      if (open.includes(name)) continue;
      lanes.delete(name);
      const closed: Promise<void> = lane.stop().finally(() => closing.delete(closed));
      closing.add(closed);
    }
    for (const name of open) {
      if (lanes.has(name)) continue;
      const channel = () => book.sending().find((each) => each.name === name);
      lanes.set(name, startLane({ ...deps, name, channel, onGivenUp: () => void alarm.wake() }));
    }
  };

  return {
    wake: () => alarm.wake(),
    stop: async () => {
      await alarm.stop();
      await Promise.all([...lanes.values()].map((lane) => lane.stop()));
      await Promise.all(closing);
    },
  };
}
