/**
 * A page that has failed is loaded again once the server hands it out. Every failure within ten minutes of the one
 * before makes the next wait twice as long, so that a fault that stays does not make a page flicker all day.
 */
const firstWaitMs = 5_000;
const longestWaitMs = 5 * 60_000;
/** A page that has run for this long was well, ms. */
const wellAfterMs = 10 * 60_000;
/** Between two questions whether the server hands out the page, ms. */
const askEveryMs = 3_000;
/** The server answers with a page only to who asks for one. */
const asNavigation: RequestInit = { cache: 'no-store', headers: { accept: 'text/html' } };
const key = 'mingchu.failures';

/** What the tab remembers of earlier failures. */
export interface Failures {
  count: number;
  /** ms since 1970. */
  lastAtMs: number;
}

/** How long to wait before the page is loaded again, ms, and what to remember. */
export function paceOf(before: Failures | null, nowMs: number): { waitMs: number; remember: Failures } {
  const sinceMs = before === null ? Infinity : nowMs - before.lastAtMs;
  // A clock that was set back says nothing: the failures before count.
  const count = before !== null && sinceMs < wellAfterMs + longestWaitMs ? before.count + 1 : 1;
  return {
    waitMs: Math.min(longestWaitMs, firstWaitMs * 2 ** (count - 1)),
    remember: { count, lastAtMs: nowMs },
  };
}

let waiting = false;

/** Loads this page again after its wait, as soon as the server answers. Once at a time, however many parts ask. */
export function reloadAtPace(): void {
  if (waiting) return;
  waiting = true;
  const { waitMs, remember } = paceOf(readFailures(), Date.now());
  sessionStorage.setItem(key, JSON.stringify(remember));
  setTimeout(() => void reloadOnceAnswered(), waitMs);
}

async function reloadOnceAnswered(): Promise<void> {
  for (;;) {
    const answer = await fetch(location.href, asNavigation).catch(() => null);
    if (answer?.ok) return location.reload();
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

function readFailures(): Failures | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Failures | null;
  } catch {
    return null;
  }
}
