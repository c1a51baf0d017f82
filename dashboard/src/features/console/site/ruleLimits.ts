/** The limits that the rules set to one metric of one kind of device. Pure. */
import type { RuleSummary } from '@mingchu/shared/live';
import type { Device } from '@mingchu/shared/registry';
import type { Limit } from '../../../ui/limitChart.tsx';

/** What a site has of its own for a rule, as `GET /sites/{id}/rules` answers it. */
export interface SiteRule {
  ruleId: string;
  enabled: boolean;
  params: Record<string, unknown>;
}

/** The parameters of a rule as they hold at a site: its own ones take the place of the rulebook's. */
export function paramsHere(condition: RuleSummary['condition'], own?: SiteRule): Record<string, unknown> {
  return { ...condition?.params, ...own?.params };
}

/** The limit of a threshold rule, as it holds at this site; null for other kinds. */
export function limitOf(rule: RuleSummary | undefined, own?: SiteRule): (Limit & { metric: string }) | null {
  const { metric, direction, limit } = paramsHere(rule?.condition, own);
  if (rule?.condition?.kind !== 'threshold' || own?.enabled === false) return null;
  if (typeof metric !== 'string' || typeof limit !== 'number') return null;
  return { metric, value: limit, direction: direction === 'below' ? 'below' : 'above' };
}

/** Limits for a device's chart, each value once. */
export function limitsFor(
  device: Pick<Device, 'kind'>,
  metric: string,
  known: { rules: Iterable<RuleSummary>; own: readonly SiteRule[] },
): Limit[] {
  const limits = new Map<string, Limit>();
  for (const rule of known.rules) {
    const kinds = rule.condition?.deviceKinds ?? [];
    if (kinds !== 'any' && !kinds.includes(device.kind)) continue;
    const found = limitOf(
      rule,
      known.own.find(({ ruleId }) => ruleId === rule.id),
    );
    if (found?.metric !== metric) continue;
    const { value, direction } = found;
    limits.set(`${direction} ${value}`, { value, direction });
  }
  return [...limits.values()].sort((a, b) => a.value - b.value);
}
