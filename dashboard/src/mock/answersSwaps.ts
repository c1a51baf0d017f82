/** What the mock answers about an inspector's own swaps; null for what is not its. The word `409` is refused. */
import { maySpeak, type MySwaps, type SwapAct, type SwapState, swapTransitions } from '@mingchu/shared/shift';
import { json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

type OwnSwap = MySwaps['swaps'][number];

const dayMs = 86_400_000;
/** Day shifts of the coming week; nobody is free on the second. */
const shiftDays = [1, 3, 5, 6, 7];
/** Whose page it is where nobody is signed in, as at the bench. */
const usualId = 'inspector01';

/** Per inspector: what he asked for and was asked. */
const kept = new Map<string, OwnSwap[]>();

export function answerSwaps(world: MockWorld, ask: MockAsk): Response | null {
  const [room, what, id, act] = ask.path;
  const inspectorId = ask.inspectorId ?? usualId;
  const swaps = kept.get(inspectorId) ?? drawnSwaps(world, inspectorId);
  kept.set(inspectorId, swaps);
  if (room === 'me' && what === 'swaps') return json(mySwaps(world, inspectorId, swaps));
  if (room !== 'shifts' || what !== 'swaps' || ask.method !== 'POST' || ask.inspectorId === null) return null;
  if (id === undefined) return asked(world, ask, swaps);
  const swap = swaps.find((each) => each.id === id);
  if (!swap) return problem(404, 'no-such-swap');
  if (!maySpeak(act as SwapAct, swap, { inspectorId, manages: false })) return problem(403, 'not-your-swap');
  const open: Partial<Record<SwapAct, SwapState>> = swapTransitions[swap.state];
  const state = open[act as SwapAct];
  if (state === undefined) return problem(409, 'overtaken');
  return json(Object.assign(swap, { state, decidedBy: inspectorId }));
}

function asked(world: MockWorld, { body }: MockAsk, swaps: OwnSwap[]): Response {
  const { date, giverId, takerId, reason } = body as Record<
    'date' | 'giverId' | 'takerId' | 'reason',
    string
  >;
  if (reason === '409') return problem(409, 'taker-on-shift');
  const swap = swapOf(world, { id: `swap-${swaps.length}`, date, giverId, takerId, reason, state: 'asked' });
  swaps.push(swap);
  return json(swap, 201);
}

function mySwaps(world: MockWorld, inspectorId: string, swaps: OwnSwap[]): MySwaps {
  const open = swaps.filter((swap) => swap.giverId === inspectorId && swap.state in { asked: 1, taken: 1 });
  const dates = shiftDays.map(dateIn).filter((date) => !open.some((swap) => swap.date === date));
  const colleagues = world.district.inspectors.filter((each) => each.inspectorId !== inspectorId);
  return {
    shifts: dates.map((date, index) => ({
      date,
      ...hoursOn(date),
      takers:
        index === 1
          ? []
          : colleagues.slice(0, 4).map(({ inspectorId: id, name }) => ({ inspectorId: id, name })),
    })),
    swaps,
  };
}

function drawnSwaps(world: MockWorld, his: string): OwnSwap[] {
  const [first = '', second = ''] = world.district.inspectors
    .map(({ inspectorId }) => inspectorId)
    .filter((id) => id !== his);
  const drawn: Pick<OwnSwap, 'giverId' | 'takerId' | 'state' | 'reason'>[] = [
    { giverId: first, takerId: his, state: 'asked', reason: '孩子家长会' },
    { giverId: his, takerId: second, state: 'taken', reason: '' },
    { giverId: his, takerId: first, state: 'agreed', reason: '' },
    { giverId: second, takerId: his, state: 'refused', reason: '' },
    { giverId: his, takerId: second, state: 'lapsed', reason: '' },
  ];
  return drawn.map((swap, index) => swapOf(world, { ...swap, id: `swap-${index}`, date: dateIn(4 - index) }));
}

function swapOf(
  { district }: MockWorld,
  swap: Pick<OwnSwap, 'id' | 'date' | 'giverId' | 'takerId' | 'state' | 'reason'>,
): OwnSwap {
  const nameOf = (id: string): string =>
    district.inspectors.find(({ inspectorId }) => inspectorId === id)?.name ?? id;
  return {
    ...swap,
    ...hoursOn(swap.date),
    askedBy: swap.giverId,
    decidedBy: null,
    giverName: nameOf(swap.giverId),
    takerName: nameOf(swap.takerId),
  };
}

/** A date of the district, so many days from now. */
function dateIn(days: number): string {
  return new Date(Date.now() + days * dayMs + dayMs / 3).toISOString().slice(0, 10);
}

/** 08:00 to 20:00 in the district. */
function hoursOn(date: string): { from: string; to: string } {
  return { from: `${date}T00:00:00.000Z`, to: `${date}T12:00:00.000Z` };
}
