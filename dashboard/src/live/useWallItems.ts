/** The work list of what is live, joined once for all parts of a screen that ask for it. */
import type { LiveState } from './reducer.ts';
import { useLiveStore } from './store.ts';
import { isOnWall, isShelvedAway, type WorkItem, workItems } from './worklist.ts';

type Joined = Pick<LiveState, 'violations' | 'dispatches'>;

/** Remembers the last answer only: whoever asks, asks for the newest state. */
function keptFor<Answer>(answerTo: (live: Joined) => Answer): (live: Joined) => Answer {
  let last: { violations: unknown; dispatches: unknown; answer: Answer } | undefined;
  return (live) => {
    const { violations, dispatches } = live;
    if (last?.violations !== violations || last.dispatches !== dispatches) {
      last = { violations, dispatches, answer: answerTo(live) };
    }
    return last.answer;
  };
}

/** Everything that waits for somebody, most urgent first; the same array until something in it is another. */
export const workList = keptFor(workItems);

const wallList = keptFor((live) => workList(live).filter(isOnWall));

const shelvedCount = keptFor((live) => workList(live).filter(isShelvedAway).length);

/** How many violations the wall does not show because an officer has shelved them. */
export function useShelvedCount(): number {
  return useLiveStore(({ live }) => shelvedCount(live));
}

/** What belongs on the wall, most urgent first; draws again only when something in it is another. */
export function useWallItems(): readonly WorkItem[] {
  return useLiveStore(({ live }) => wallList(live));
}
