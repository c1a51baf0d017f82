import { useEffect, useState } from 'react';
import { errorText } from '../../../http/request.ts';
import { serverNow } from '../../../live/store.ts';
import type { LimitPoint } from '../../../ui/limitChart.tsx';
import { readPoints } from './readings.ts';

const refreshMs = 60_000;

/** Readings of a span that may move with the time, asked for again every minute. */
export function useReadings(question: {
  siteId: string;
  deviceId: string;
  metric: string | null;
  /** Ends with now. */
  spanMs: number;
  /** Begins here instead; ms since 1970. */
  fromMs?: number;
}): { points: LimitPoint[] | null; span: [number, number]; error: string | null } {
  const { siteId, deviceId, metric, spanMs, fromMs } = question;
  const [answer, setAnswer] = useState<{ points: LimitPoint[]; span: [number, number] } | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    if (metric === null) return;
    let wanted = true;
    const load = async (): Promise<void> => {
      const now = serverNow();
      const from = fromMs ?? now - spanMs;
      const span: [number, number] = [from, Math.min(now, from + spanMs)];
      try {
        const points = await readPoints({ siteId, deviceId, metric, span });
        if (!wanted) return;
        setAnswer({ points, span });
        setError(null);
      } catch (failure) {
        if (wanted) setError(errorText(failure));
      }
    };
    setAnswer(null);
    void load();
    const timer = setInterval(() => void load(), refreshMs);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [siteId, deviceId, metric, spanMs, fromMs]);
  return { points: answer?.points ?? null, span: answer?.span ?? [0, 1], error };
}
