/**
 * What the alarms ask of the officers at a desk, as the server pushes it and, between its pushes, with what has come on
 * the screen since. One state for the page: whoever asks, list, number or playlist, is told of the same flood.
 */
import { loadWindowMs } from '@mingchu/shared/alarmLoad';
import type { OfficerLoad } from '@mingchu/shared/todayNumbers';
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import { announcedSince, floodAfter } from './flood.ts';
import { useLiveParts, useServerNow } from './useLive.ts';
import type { WorkItem } from './worklist.ts';

const useShared = create<{ inFlood: boolean }>(() => ({ inFlood: false }));

/** Flood mode and the load; null until it is here. */
export function useLoad(items: readonly WorkItem[]): {
  load: OfficerLoad | null;
  /** New alarms of the last 10 minutes, for one officer. */
  per10Min: number;
  inFlood: boolean;
} {
  const { stats } = useLiveParts('stats');
  const { inFlood } = useShared();
  const nowMs = useServerNow(5_000);
  const windowMs = nowMs - loadWindowMs;
  const toldMs = stats === null ? 0 : Date.parse(stats.at);
  // What was told longer ago than the ten minutes says nothing of them.
  const load = toldMs > windowMs ? (stats?.load ?? null) : null;
  const sinceMs = Math.max(windowMs, toldMs);
  const announced = useMemo(() => announcedSince(items, sinceMs), [items, sinceMs]);
  const per10Min = (load?.last10Min ?? 0) + announced / Math.max(1, load?.present ?? 1);
  useEffect(() => {
    const { inFlood: before } = useShared.getState();
    const next = floodAfter(before || (load?.inFlood ?? false), per10Min);
    if (next !== before) useShared.setState({ inFlood: next });
  }, [load, per10Min]);
  return { load, per10Min, inFlood };
}
