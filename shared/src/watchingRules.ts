/** Which rules look at a device, by what it is and what it says: for those who bind one, before the first alarm. */
import type { Rule } from './rulebook.ts';
import { type DetectionType, type DeviceKind, type Metric, metrics } from './vocabulary.ts';

/** A rule as far as that needs it. */
export interface WatchingRule
  extends Pick<Rule, 'id' | 'title' | 'severity' | 'deviceKinds' | 'siteKinds' | 'zones'> {
  /** The metric or detection type that it looks at; null for the device itself: silence, presence, faults. */
  looksAt: Metric | DetectionType | null;
}

export function watchingRule(rule: Rule): WatchingRule {
  const { id, title, severity, deviceKinds, siteKinds, zones, params } = rule;
  const looksAt = 'metric' in params ? params.metric : 'type' in params ? params.type : null;
  return {
    id,
    title,
    severity,
    deviceKinds,
    looksAt,
    ...(siteKinds && { siteKinds }),
    ...(zones && { zones }),
  };
}

export interface Watched {
  kind: DeviceKind;
  /** Undefined: not known, and then nothing is ruled out by it. */
  siteKind?: string | undefined;
  zone?: string | undefined;
  /** Metrics and detection types that it says. */
  says: readonly string[];
}

/** Rules about what it says, and those about the device itself. */
export function rulesWatching(
  rules: readonly WatchingRule[],
  { kind, siteKind, zone, says }: Watched,
): WatchingRule[] {
  return rules.filter((rule) => {
    if (rule.deviceKinds !== 'any' && !rule.deviceKinds.includes(kind)) return false;
    if (siteKind !== undefined && rule.siteKinds && !rule.siteKinds.some((each) => each === siteKind))
      return false;
    if (zone !== undefined && rule.zones && !rule.zones.includes(zone)) return false;
    return rule.looksAt === null || says.includes(rule.looksAt);
  });
}

/** What it says that no rule looks at, so that nobody believes it watched. */
export function unwatched(rules: readonly WatchingRule[], watched: Watched): string[] {
  const looked = new Set(rulesWatching(rules, watched).map(({ looksAt }) => looksAt as string | null));
  return watched.says.filter((each) => !looked.has(each) && (metrics as string[]).includes(each));
}
