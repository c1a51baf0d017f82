/** Whether one parameter of a rule may be changed in a kitchen, by what the kitchen has by now. Pure. */
import type { AdjustedSiteRule, AdjustSiteRulesBody } from '@mingchu/shared/quietPreview';

type Change = AdjustSiteRulesBody['changes'][number];

/** What a kitchen has of its own for a rule. */
export interface OwnRule {
  enabled: boolean;
  params: Record<string, unknown>;
  setBy: string;
  setAt: string;
}

/** `params`: all that the kitchen has of its own after it. Of what is as the rulebook says it has none. */
export type Judged =
  | { outcome: 'applied'; params: Record<string, unknown> }
  | (Pick<AdjustedSiteRule, 'value' | 'setBy' | 'setAt'> & { outcome: 'changed-meanwhile' });

/** `ruleValue`: what the rulebook has for the parameter. */
export function judgeAdjustment(
  { param, from, to }: Change,
  { own, ruleValue }: { own: OwnRule | undefined; ruleValue: number },
): Judged {
  const ownValue = own?.params[param];
  const isOwn = typeof ownValue === 'number';
  const value = isOwn ? ownValue : ruleValue;
  if (value !== from) {
    const setter = isOwn && own ? { setBy: own.setBy, setAt: own.setAt } : { setBy: null, setAt: null };
    return { outcome: 'changed-meanwhile', value, ...setter };
  }
  const { [param]: _before, ...others } = own?.params ?? {};
  return { outcome: 'applied', params: to === ruleValue ? others : { ...others, [param]: to } };
}
