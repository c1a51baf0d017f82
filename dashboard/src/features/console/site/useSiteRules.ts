import { useEffect, useState } from 'react';
import { request } from '../../../http/request.ts';
import { useLiveStore } from '../../../live/store.ts';
import type { SiteRule } from './ruleLimits.ts';

/** What a site has of its own, with who set it and why. */
export interface SetSiteRule extends SiteRule {
  reason: string;
  setBy: string;
  setAt: string;
}

/**
 * What the site has of its own for rules, asked for anew whenever the registry has changed: such a change is one of the
 * registry. Nothing for who may not see it, and nothing of the site before while another is asked about.
 */
export function useSiteRules(siteId: string, allowed: boolean): readonly SetSiteRule[] {
  const registrySeq = useLiveStore(({ live }) => live.registrySeq);
  const [known, setKnown] = useState<{ siteId: string; rules: readonly SetSiteRule[] }>(nothing);
  useEffect(() => {
    if (!allowed) return;
    let wanted = true;
    request<{ items: SetSiteRule[] }>('GET', `/sites/${siteId}/rules`).then(
      ({ items }) => wanted && setKnown({ siteId, rules: items }),
      () => wanted && setKnown(nothing), // What is shown then is the rulebook's.
    );
    return () => {
      wanted = false;
    };
  }, [siteId, allowed, registrySeq]);
  return known.siteId === siteId ? known.rules : nothing.rules;
}

const nothing = { siteId: '', rules: [] };
