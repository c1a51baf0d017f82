/** What the alarms ask of the officers who are online, from the server and, between its answers, from what is on screen. */
import type { AlarmLoad } from '@mingchu/shared/alarmLoad';
import { useEffect, useMemo, useRef, useState } from 'react';
import { request } from '../http/request.ts';
import { announcedLately, floodAfter } from './flood.ts';
import { serverNow, useLiveStore } from './store.ts';
import { useServerNow } from './useLive.ts';
import type { WorkItem } from './worklist.ts';

/** Answer of `GET /statistics/load`. */
export interface LoadAnswer extends AlarmLoad {
  /** Duty officers seen within 15 minutes; 0 when none is. */
  officersSeen: number;
  standing: number;
  stale: number;
  shelved: number;
}

const spanMs = 24 * 3_600_000;
const refreshMs = 20_000;

/** Flood mode, and the indicators of the last 24 hours; null until they are here or where the role may not read them. */
export function useLoad(items: readonly WorkItem[]): {
  load: LoadAnswer | null;
  /** New alarms of the last 10 minutes, per officer. */
  per10Min: number;
  inFlood: boolean;
} {
  const synced = useLiveStore((store) => store.live.seq !== null);
  const load = useLoadAnswer(synced);
  const nowMs = useServerNow(5_000);
  const announced = useMemo(() => announcedLately(items, nowMs), [items, nowMs]);
  // The server also counts what is closed again; the screen is faster.
  const per10Min = Math.max(announced / (load?.officers ?? 1), load?.last10Min ?? 0);
  const inFlood = useRef(false);
  inFlood.current = floodAfter(inFlood.current || (load?.inFlood ?? false), per10Min);
  return { load, per10Min, inFlood: inFlood.current };
}

/** Asked for once the server's time is known: a clock that is wrong here would ask for another day. */
function useLoadAnswer(synced: boolean): LoadAnswer | null {
  const [load, setLoad] = useState<LoadAnswer | null>(null);
  useEffect(() => {
    if (!synced) return;
    let wanted = true;
    const ask = (): void => {
      const from = new Date(serverNow() - spanMs).toISOString();
      request<LoadAnswer>('GET', `/statistics/load?from=${from}`).then(
        (answer) => wanted && setLoad(answer),
        () => wanted && setLoad(null), // The strip then shows what the screen itself counts.
      );
    };
    ask();
    const timer = setInterval(ask, refreshMs);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [synced]);
  return load;
}
