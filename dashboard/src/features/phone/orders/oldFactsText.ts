/** How old what the phone shows is, in the language of the screen. */
import i18next from 'i18next';
import { ageText, whenText } from '../../../ui/time.ts';

/** Of facts that were last live at `fromMs`; with the day where that was not today. Both in server time. */
export function oldFactsText(fromMs: number, nowMs: number): string {
  return i18next.t('phone.offline.age', { time: whenText(fromMs, nowMs), age: ageText(nowMs - fromMs) });
}
