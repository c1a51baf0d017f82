import { useEffect, useRef } from 'react';
import { decideReload, ownPageVersion } from './pageVersion.ts';
import { isNotLive, localNow, useLiveStore } from './store.ts';

const lookEveryMs = 2_000;
const triedKey = 'mingchu.triedVersion';

/** Remembered for the tab, so that the page after the reload knows what was tried. */
function readTried(): { version: string; agoMs: number } | null {
  const [version, at] = (sessionStorage.getItem(triedKey) ?? '').split(' ');
  return version && at ? { version, agoMs: Math.max(0, Date.now() - Number(at)) } : null;
}

/** Reloads the page when the server hands out another version and nothing waits for anybody. */
export function useNewPage({ quiet }: { quiet: boolean }): void {
  const quietNow = useRef(quiet);
  quietNow.current = quiet;
  useEffect(() => {
    const own = ownPageVersion();
    let quietSinceMs: number | null = null;
    let toldSinceMs: number | null = null;
    let coveredSinceMs: number | null = null;
    const timer = setInterval(() => {
      const nowMs = localNow();
      const { pageVersion: told, lastLiveAtMs, heardAtMs } = useLiveStore.getState();
      quietSinceMs = quietNow.current ? (quietSinceMs ?? nowMs) : null;
      toldSinceMs = told === null || told === own ? null : (toldSinceMs ?? nowMs);
      coveredSinceMs = isNotLive(lastLiveAtMs, nowMs) ? (coveredSinceMs ?? nowMs) : null;
      const { reload } = decideReload({
        own,
        told,
        tried: readTried(),
        quietMs: quietSinceMs === null ? 0 : nowMs - quietSinceMs,
        waitedMs: toldSinceMs === null ? 0 : nowMs - toldSinceMs,
        heard: heardAtMs !== null && !isNotLive(heardAtMs, nowMs),
        coveredMs: coveredSinceMs === null ? 0 : nowMs - coveredSinceMs,
      });
      if (!reload || told === null) return;
      sessionStorage.setItem(triedKey, `${told} ${Date.now()}`);
      location.reload();
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, []);
}
