/** When each of those on shift could be at a kitchen, as the server estimates it. */
import type { EstimatedArrival } from '@mingchu/shared/dispatch';
import { useEffect, useState } from 'react';
import { request } from '../../../http/request.ts';

/** Without an answer by then the form opens without estimates, ms. */
const patienceMs = 1_000;
const none: readonly EstimatedArrival[] = [];

/** Null until the server has answered, or been waited for long enough. `siteId`: null asks nothing. */
export function useArrivals(siteId: string | null): readonly EstimatedArrival[] | null {
  const [arrivals, setArrivals] = useState(siteId === null ? none : null);
  useEffect(() => {
    if (siteId === null) return;
    let over = false;
    const answer = (items: readonly EstimatedArrival[]): void => {
      if (!over) setArrivals(items);
      over = true;
    };
    setArrivals(null);
    const timer = setTimeout(() => answer(none), patienceMs);
    request<{ items: EstimatedArrival[] }>('GET', `/sites/${encodeURIComponent(siteId)}/arrivals`)
      .then(({ items }) => answer(items))
      .catch(() => answer(none));
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [siteId]);
  return arrivals;
}
