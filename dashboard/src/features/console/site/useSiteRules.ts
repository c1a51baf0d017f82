import { useEffect, useState } from 'react';
import { request } from '../../../http/request.ts';
import type { SiteRule } from './ruleLimits.ts';

/** What a site has of its own, with who set it and why. */
export interface SetSiteRule extends SiteRule {
  reason: string;
  setBy: string;
  setAt: string;
}

/** What the site has of its own for rules; nothing for who may not see it. */
export function useSiteRules(siteId: string, allowed: boolean): readonly SetSiteRule[] {
  const [rules, setRules] = useState<readonly SetSiteRule[]>([]);
  useEffect(() => {
    if (!allowed) return;
    request<{ items: SetSiteRule[] }>('GET', `/sites/${siteId}/rules`).then(
      ({ items }) => setRules(items),
      () => setRules([]), // What is shown then is the rulebook's.
    );
  }, [siteId, allowed]);
  return rules;
}
