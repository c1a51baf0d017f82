/** Which rule an order is about whose violation is closed already: the live list holds open violations only. */
import type { Violation } from '@mingchu/shared/violation';
import { useEffect, useState } from 'react';
import { request } from '../../../http/request.ts';
import type { WorkItem } from '../../../live/worklist.ts';

/** Rule ids by violation; they never change. */
const known = new Map<string, string>();
/** The oldest are forgotten beyond this, and asked for again when they are drawn. */
const maxKnown = 2_000;

/** Asked for once when the row is drawn; null until it is here, and for what is still open. */
export function useClosedRule({ id, violation }: WorkItem): string | null {
  const [, setRead] = useState(0);
  const wanted = violation === null && !known.has(id);
  useEffect(() => {
    if (!wanted) return;
    let drawn = true;
    request<Violation>('GET', `/violations/${id}`).then(
      ({ ruleId }) => {
        known.set(id, ruleId);
        for (const oldest of known.keys()) {
          if (known.size <= maxKnown) break;
          known.delete(oldest);
        }
        if (drawn) setRead((n) => n + 1);
      },
      () => undefined, // The row then says only that it waits to be verified.
    );
    return () => {
      drawn = false;
    };
  }, [id, wanted]);
  return violation === null ? (known.get(id) ?? null) : null;
}
