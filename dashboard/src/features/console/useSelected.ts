import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Violation } from '@mingchu/shared/violation';
import { useEffect, useState } from 'react';
import { errorText, request } from '../../http/request.ts';
import type { WorkItem } from '../../live/worklist.ts';

/**
 * The item that the URL names: live while it is open, and asked for once it is closed, so that a link still opens and
 * a form does not vanish under the hand because somebody else was faster.
 */
export function useSelected(
  items: readonly WorkItem[],
  id: string | null,
): { item: WorkItem | null; error: string | null } {
  const live = items.find((item) => item.id === id) ?? null;
  const [asked, setAsked] = useState<{ id: string; item: WorkItem | null; error: string | null } | null>(
    null,
  );
  // An order may outlive its violation on the list, and a violation its order: what is missing is asked for.
  const incomplete = id !== null && (live === null || live.violation === null);
  useEffect(() => {
    if (id === null || !incomplete) return;
    let wanted = true;
    readItem(id).then(
      (item) => wanted && setAsked({ id, item, error: null }),
      (error: unknown) => wanted && setAsked({ id, item: null, error: errorText(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [id, incomplete, live?.dispatch?.version]);
  const known = asked?.id === id ? asked : null;
  if (live?.violation) return { item: live, error: null };
  if (live) return { item: { ...live, violation: known?.item?.violation ?? null }, error: null };
  return { item: known?.item ?? null, error: known?.error ?? null };
}

async function readItem(id: string): Promise<WorkItem> {
  const violation = await request<Violation>('GET', `/violations/${id}`);
  const { siteId, severity, dispatchId } = violation;
  const dispatch = dispatchId === null ? null : await request<Dispatch>('GET', `/dispatches/${dispatchId}`);
  return { id, siteId, severity, violation, dispatch };
}
