/** What he is told of an act that was kept and came to nothing, in the language of the screen. */
import { dispatchTransitions } from '@mingchu/shared/dispatch';
import i18next from 'i18next';
import { minuteText } from '../../../ui/time.ts';
import { refusalText } from './refusalText.ts';
import type { ToldAnswer } from './sendKept.ts';

/** `ownId`: his own, as answers tell who has an order. */
export function toldText({ act, answer }: ToldAnswer, ownId: string | null): { head: string; text: string } {
  const happened = answer.happened ?? null;
  const isHis = happened !== null && ownId !== null && happened.inspectorId === ownId;
  // His order still, and nobody has said yet that he is there: the report waits for that, and stays in its form.
  const isEarly = act.act === 'submit' && isHis && 'arrive' in dispatchTransitions[happened.state];
  const named = { act: i18next.t(`phone.actName.${act.act}`), time: minuteText(Date.parse(act.deviceTime)) };
  const head = i18next.t(isEarly ? 'phone.told.early' : `phone.told.${answer.outcome}`, named);
  // That he has it himself is no news to him.
  const what = isHis ? { ...answer, happened: { ...happened, inspectorName: null } } : answer;
  const why = isEarly ? i18next.t('phone.told.early.hint') : refusalText(what);
  return { head, text: [act.siteName, why].filter(Boolean).join(' · ') };
}
