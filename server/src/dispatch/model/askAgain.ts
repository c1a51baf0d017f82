/**
 * Who may be asked for one order: who was not asked yet, then those who became free since, then, after a pause and for
 * a bounded number of rounds, who was silent. Pure.
 */
import type { AskAgainPolicy } from '@mingchu/shared/policy';

/** For policies that do not say: two rounds more, each person at most every four minutes. */
export const usualAskAgain: AskAgainPolicy = { rounds: 2, pauseS: 240 };

/** What became of the offers of one order to one inspector. */
export interface PastOffers {
  times: number;
  lastAt: Date;
  /** `released`: somebody else took it, who has given it back since. */
  ended: 'silent' | 'declined' | 'released';
}

export interface Askable {
  id: string;
  /** Orders offered to him, held by him or being worked on. */
  openOrders: number;
  /** When he last finished an order or came on shift; null when neither is known. */
  freeSince: Date | null;
}

export interface AskContext {
  past: ReadonlyMap<string, PastOffers>;
  now: Date;
  askAgain: AskAgainPolicy;
}

/** `againAt`: when the pause of the next one ends; null when nobody's does. */
export function whoMayBeAsked<Person extends Askable>(
  people: readonly Person[],
  { past, now, askAgain }: AskContext,
): { people: Person[]; againAt: Date | null } {
  const first = people.filter((person) => isNewToIt(person, past.get(person.id)));
  if (first.length > 0) return { people: first, againAt: null };
  const asked = people.flatMap((person) => {
    const offers = past.get(person.id);
    return offers === undefined || offers.times > askAgain.rounds ? [] : [{ person, offers }];
  });
  const silent = asked.filter(({ offers }) => offers.ended === 'silent');
  // Who said no is asked when there is nobody else.
  const left = (silent.length > 0 ? silent : asked)
    // A phone does not ring for two orders at once, nor for one who has work in hand: he is free later.
    .filter(({ person }) => person.openOrders === 0)
    .map(({ person, offers }) => ({ person, atMs: offers.lastAt.getTime() + askAgain.pauseS * 1000 }));
  const due = left.filter(({ atMs }) => atMs <= now.getTime());
  if (due.length > 0) return { people: due.map(({ person }) => person), againAt: null };
  const againAt = left.length === 0 ? null : new Date(Math.min(...left.map(({ atMs }) => atMs)));
  return { people: [], againAt };
}

function isNewToIt(person: Askable, offers: PastOffers | undefined): boolean {
  if (offers === undefined || offers.ended === 'released') return true;
  const freed = person.freeSince !== null && person.freeSince.getTime() > offers.lastAt.getTime();
  return offers.ended === 'silent' && freed && person.openOrders === 0;
}
