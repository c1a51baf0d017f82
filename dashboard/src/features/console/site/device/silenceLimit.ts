/** How long a device may say nothing before it is called silent, by the rules that hold at its kitchen. Pure. */
import type { RuleSummary } from '@mingchu/shared/live';
import type { Device } from '@mingchu/shared/registry';
import { silentAfterMs } from '@mingchu/shared/silence';
import { paramsHere, type SiteRule } from '../ruleLimits.ts';

/** The shortest of them, ms; null where no rule minds its silence (cameras, hand-held probes). */
export function silenceLimitMs(
  { kind, reportPeriodS }: Pick<Device, 'kind' | 'reportPeriodS'>,
  known: { rules: Iterable<RuleSummary>; own: readonly SiteRule[] },
): number | null {
  const limits: number[] = [];
  for (const { id, condition } of known.rules) {
    const own = known.own.find(({ ruleId }) => ruleId === id);
    const minds = condition?.deviceKinds === 'any' || condition?.deviceKinds.includes(kind);
    if (condition?.kind !== 'absence' || !minds || own?.enabled === false) continue;
    const { periods } = paramsHere(condition, own);
    if (typeof periods === 'number') limits.push(silentAfterMs(periods, reportPeriodS * 1_000));
  }
  return limits.length === 0 ? null : Math.min(...limits);
}
