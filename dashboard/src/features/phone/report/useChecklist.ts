/** The checklist of a violation: all lists are fetched while there is a network, so that one is there in a cellar. */
import type { Checklist } from '@mingchu/shared/report';
import { useEffect, useState } from 'react';
import { request } from '../../../http/request.ts';
import { useLiveStore } from '../../../live/store.ts';
import { readPage, writePage } from '../acts/kept.ts';

const key = 'checklists';

/** Fetches all lists and keeps them. */
export async function keepChecklists(): Promise<void> {
  const { items } = await request<{ items: Checklist[] }>('GET', '/checklists');
  await writePage(key, items);
}

/** The list for an order: of its rule, or, when the rule is not known here, the one the server names. */
export function useChecklist(dispatchId: string, ruleId: string | null): Checklist | 'loading' | null {
  const [checklist, setChecklist] = useState<Checklist | 'loading' | null>('loading');
  const link = useLiveStore((store) => store.link);
  useEffect(() => {
    let gone = false;
    find(dispatchId, ruleId)
      .catch(() => null)
      .then((found) => !gone && setChecklist(found))
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [dispatchId, ruleId, link]);
  return checklist;
}

async function find(dispatchId: string, ruleId: string | null): Promise<Checklist | null> {
  const kept = await readPage<Checklist[]>(key).catch(() => null);
  const fits = kept?.find(({ rules }) => ruleId !== null && rules.includes(ruleId));
  return fits ?? request<Checklist>('GET', `/dispatches/${dispatchId}/checklist`);
}
