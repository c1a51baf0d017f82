import type { LiveView } from '@mingchu/shared/live';
import { useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { wrongByMs } from './clock.ts';
import { connectLive, isMocked, type LiveConnection } from './connection.ts';
import type { LiveState } from './reducer.ts';
import { watchStandstill } from './standstill/watchStandstill.ts';
import { isNotLive, type LinkState, localNow, notLiveSinceMs, serverNow, useLiveStore } from './store.ts';

/** Keeps the live connection open while the screen is mounted. */
export function useLiveConnection(view: LiveView): React.RefObject<LiveConnection | null> {
  const connection = useRef<LiveConnection | null>(null);
  // Before the effects of the screen's parts, which say what they watch.
  useLayoutEffect(() => {
    const opened = connectLive(view);
    connection.current = opened;
    const stopWatching = watchStandstill({ ask: opened.ask, reports: !isMocked() });
    return () => {
      stopWatching();
      opened.close();
    };
  }, [view]);
  return connection;
}

/** These parts of what is live; draws again only when one of them is another. */
export function useLiveParts<Part extends keyof LiveState>(...parts: Part[]): Pick<LiveState, Part> {
  return useLiveStore(
    useShallow(
      ({ live }) => Object.fromEntries(parts.map((part) => [part, live[part]])) as Pick<LiveState, Part>,
    ),
  );
}

const tickMs = 250;
const listeners = new Set<() => void>();
let stopTicking: (() => void) | undefined;

function onTick(listener: () => void): () => void {
  listeners.add(listener);
  stopTicking ??= startTicking();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stopTicking?.();
    stopTicking = undefined;
  };
}

function startTicking(): () => void {
  const tick = () => {
    for (const each of listeners) each();
  };
  const ticker = setInterval(tick, tickMs);
  // A clock that is set anew counts at once: no screen shows the old time beside what follows the new one.
  const stopFollowing = useLiveStore.subscribe(({ clock }, before) => {
    if (clock !== before.clock) tick();
  });
  return () => {
    clearInterval(ticker);
    stopFollowing();
  };
}

/** Server time, ms since 1970, stepping by `stepMs`: one shared ticker serves every clock on screen. */
export function useServerNow(stepMs = 1_000): number {
  return useSyncExternalStore(onTick, () => Math.floor(serverNow() / stepMs) * stepMs);
}

/** Server ms per real ms: above 1 in rehearsals. */
export function useServerSpeed(): number {
  return useLiveStore(({ clock }) => clock?.speed ?? 1);
}

/** The link in one word for a header: what has been silent too long is not called live, whatever the socket says. */
export function useLink(): LinkState {
  const link = useLiveStore((store) => store.link);
  const { notLive } = useNotLive();
  return notLive && link === 'synced' ? 'disconnected' : link;
}

/** Watches, independent of the socket, whether this screen may still call itself live, and since when it is not. */
export function useNotLive(): { notLive: boolean; sinceMs: number } {
  const notLive = useSyncExternalStore(onTick, () =>
    isNotLive(useLiveStore.getState().lastLiveAtMs, localNow()),
  );
  return { notLive, sinceMs: useLiveStore(notLiveSinceMs) };
}

/** How far this machine's clock is ahead of the server's, ms, to the second; null while it is right. */
export function useWrongClock(): number | null {
  return useSyncExternalStore(onTick, () => {
    const { clock, rehearsal } = useLiveStore.getState();
    const wrongMs = wrongByMs(clock, { machineMs: Date.now(), localMs: localNow(), rehearsal });
    return wrongMs === null ? null : Math.round(wrongMs / 1_000) * 1_000;
  });
}
