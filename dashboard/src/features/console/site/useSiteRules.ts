import { useEffect, useState } from 'react';
import { request } from '../../../http/request.ts';
import type { SiteRule } from './ruleLimits.ts';

/** What the site has of its own for rules; nothing for who may not see it. */
export function useSiteRules(siteId: string, allowed: boolean): readonly SiteRule[] {
  const [rules, setRules] = useState<readonly SiteRule[]>([]);
  useEffect(() => {
    if (!allowed) return;
    request<{ items: SiteRule[] }>('GET', `/sites/${siteId}/rules`).then(
      ({ items }) => setRules(items),
      () => setRules([]), // The charts then show the limits of the rulebook.
    );
  }, [siteId, allowed]);
  return rules;
}
