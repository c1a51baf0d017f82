import type { LiveView } from '@mingchu/shared/live';
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { connectLive, type LiveConnection } from './connection.ts';
import { isNotLive, type LinkState, localNow, serverNow, useLiveStore } from './store.ts';

/** Keeps the live connection open while the screen is mounted. */
export function useLiveConnection(view: LiveView): React.RefObject<LiveConnection | null> {
  const connection = useRef<LiveConnection | null>(null);
  // Before the effects of the screen's parts, which say what they watch.
  useLayoutEffect(() => {
    const opened = connectLive(view);
    connection.current = opened;
    return () => opened.close();
  }, [view]);
  return connection;
}

const tickMs = 250;
const listeners = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;

function onTick(listener: () => void): () => void {
  listeners.add(listener);
  ticker ??= setInterval(() => {
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  };
}

/** Server time, ms since 1970, stepping by `stepMs`: one shared ticker serves every clock on screen. */
export function useServerNow(stepMs = 1_000): number {
  return useSyncExternalStore(onTick, () => Math.floor(serverNow() / stepMs) * stepMs);
}

/** The link in one word for a header: what has been silent too long is not called live, whatever the socket says. */
export function useLink(): LinkState {
  const link = useLiveStore((store) => store.link);
  const { notLive } = useNotLive();
  return notLive && link === 'synced' ? 'disconnected' : link;
}

/** Watches, independent of the socket, whether this screen may still call itself live. */
export function useNotLive(): { notLive: boolean; sinceMs: number } {
  const [notLive, setNotLive] = useState(false);
  useEffect(() => {
    const timer = setInterval(
      () => setNotLive(isNotLive(useLiveStore.getState().lastLiveAtMs, localNow())),
      tickMs,
    );
    return () => clearInterval(timer);
  }, []);
  const sinceMs = serverNow() - (localNow() - useLiveStore.getState().lastLiveAtMs);
  return { notLive, sinceMs };
}
