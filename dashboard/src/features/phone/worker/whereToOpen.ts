/** Which page a tapped notification leads to. Pure: the worker asks, and does what is said. */
import { workerScope } from '../../../http/workerScope.ts';

export type Opening =
  /** The phone is open already: it is told which order, and comes to the front. */
  | { how: 'tell'; url: string }
  /** This very page is open already. */
  | { how: 'focus'; url: string }
  | { how: 'open'; url: string };

/** `target`: the address in the message, the phone's for an inspector, the desk's for an officer. */
export function whereToOpen(
  target: string,
  { origin, open }: { origin: string; open: readonly string[] },
): Opening {
  const asked = new URL(target, origin);
  // Never out of the house, whatever a message says.
  const { pathname, search } = asked.origin === origin ? asked : new URL(workerScope, origin);
  const pages = open.map((url) => new URL(url)).filter((url) => url.origin === origin);
  if (pathname === workerScope) {
    const phone = pages.find((url) => url.pathname === workerScope);
    if (phone) return { how: 'tell', url: phone.href };
  }
  const same = pages.find((url) => url.pathname === pathname && url.search === search);
  return same ? { how: 'focus', url: same.href } : { how: 'open', url: `${origin}${pathname}${search}` };
}
