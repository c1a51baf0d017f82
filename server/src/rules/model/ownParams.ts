/** A rule as it holds where it has parameters of its own. Pure. */
import type { Rule } from '@mingchu/shared/rulebook';

/** Only numbers that the rule has may differ per site: what it looks at stays the rule's. */
export function withOwnParams(rule: Rule, own: Record<string, unknown>): Rule {
  const params: Record<string, unknown> = { ...rule.params };
  for (const [name, value] of Object.entries(own)) {
    if (typeof params[name] === 'number' && typeof value === 'number' && Number.isFinite(value))
      params[name] = value;
  }
  return { ...rule, params } as Rule;
}
