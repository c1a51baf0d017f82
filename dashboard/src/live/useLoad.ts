/**
 * What the alarms ask of the officers who are online, from the server and, between its answers, from what is on
 * screen. One state for the page: whoever asks, list, number or playlist, is told of the same flood.
 */
import type { AlarmLoad } from '@mingchu/shared/alarmLoad';
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
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

const useShared = create<{ load: LoadAnswer | null; inFlood: boolean }>(() => ({
  load: null,
  inFlood: false,
}));

/** Flood mode, and the indicators of the last 24 hours; null until they are here or where the role may not read them. */
export function useLoad(items: readonly WorkItem[]): {
  load: LoadAnswer | null;
  /** New alarms of the last 10 minutes, per officer. */
  per10Min: number;
  inFlood: boolean;
} {
  const synced = useLiveStore((store) => store.live.seq !== null);
  useEffect(() => (synced ? keepLoad() : undefined), [synced]);
  const { load, inFlood } = useShared();
  const nowMs = useServerNow(5_000);
  const announced = useMemo(() => announcedLately(items, nowMs), [items, nowMs]);
  // The server also counts what is closed again; the screen is faster.
  const per10Min = Math.max(announced / (load?.officers ?? 1), load?.last10Min ?? 0);
  useEffect(() => {
    const { inFlood: before } = useShared.getState();
    const next = floodAfter(before || (load?.inFlood ?? false), per10Min);
    if (next !== before) useShared.setState({ inFlood: next });
  }, [load, per10Min]);
  return { load, per10Min, inFlood };
}

let users = 0;
let stopAsking = (): void => undefined;

/** Asks while anybody wants to know; the answer ends it for one of them. */
function keepLoad(): () => void {
  users += 1;
  if (users === 1) stopAsking = startAsking();
  return () => {
    users -= 1;
    if (users > 0) return;
    stopAsking();
    useShared.setState({ load: null, inFlood: false });
  };
}

/** Asked for once the server's time is known: a clock that is wrong here would ask for another day. */
function startAsking(): () => void {
  let wanted = true;
  const ask = (): void => {
    const from = new Date(serverNow() - spanMs).toISOString();
    request<LoadAnswer>('GET', `/statistics/load?from=${from}`).then(
      (load) => wanted && useShared.setState({ load }),
      () => wanted && useShared.setState({ load: null }), // The strip then shows what the screen itself counts.
    );
  };
  ask();
  const timer = setInterval(ask, refreshMs);
  return () => {
    wanted = false;
    clearInterval(timer);
  };
}
