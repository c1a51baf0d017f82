import type { RuleMistake } from '@mingchu/shared/rulebookTrial';
import i18next from 'i18next';

/** `第 12 行：params.forS 须为数字（规则 fridge-warm）`. */
export function mistakeText({ line, fault, ruleId, key, allowed }: RuleMistake): string {
  const what = i18next.t(`trial.fault.${fault}`, { key, allowed });
  const text = i18next.t('trial.mistake', { line, what });
  return ruleId === '' || ruleId === '?' ? text : `${text}${i18next.t('trial.mistake.rule', { ruleId })}`;
}
