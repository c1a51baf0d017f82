/** How the promise was kept at one site, from its orders. Pure. */
import type { Dispatch } from '@mingchu/shared/dispatch';

/** `due`: orders whose time is up or that were answered by an arrival; recalled ones without one are left out. */
export function onTimeRecord(orders: readonly Dispatch[]): {
  due: number;
  onTime: number;
  medianMs: number | null;
} {
  const due = orders.filter(({ arrivedAt, breachedAt }) => arrivedAt !== null || breachedAt !== null);
  const tookMs = due
    .flatMap(({ arrivedAt, openedAt }) =>
      arrivedAt === null ? [] : [Date.parse(arrivedAt) - Date.parse(openedAt)],
    )
    .sort((a, b) => a - b);
  return {
    due: due.length,
    onTime: due.filter(({ breachedAt }) => breachedAt === null).length,
    medianMs: tookMs[Math.floor((tookMs.length - 1) / 2)] ?? null,
  };
}
