/** What he is told of an act that was kept and came to nothing, in the language of the screen. */
import { dispatchTransitions } from '@mingchu/shared/dispatch';
import { phoneClockLimitMs } from '@mingchu/shared/queuedAct';
import i18next from 'i18next';
import { whenMinuteText } from '../../../ui/time.ts';
import { refusalText } from './refusalText.ts';
import type { ToldAnswer } from './sendKept.ts';

/** `ownId`: his own, as answers tell who has an order. `nowMs`: of the server, as the day is named if it is another. */
export function toldText(
  told: ToldAnswer,
  { ownId, nowMs }: { ownId: string | null; nowMs: number },
): { head: string; text: string } {
  const { act, answer } = told;
  const happened = answer.happened ?? null;
  const isHis = happened !== null && ownId !== null && happened.inspectorId === ownId;
  // His order still, and nobody has said yet that he is there: the report waits for that, and stays in its form.
  const isEarly = act.act === 'submit' && isHis && 'arrive' in dispatchTransitions[happened.state];
  const named = { act: i18next.t(`phone.actName.${act.act}`), time: whenMinuteText(actedAtMs(told), nowMs) };
  const head = i18next.t(isEarly ? 'phone.told.early' : `phone.told.${answer.outcome}`, named);
  // That he has it himself is no news to him.
  const what = isHis ? { ...answer, happened: { ...happened, inspectorName: null } } : answer;
  const why = isEarly ? i18next.t('phone.told.early.hint') : refusalText(what);
  return { head, text: [act.siteName, why].filter(Boolean).join(' · ') };
}

/** When he acted, by the server's clock where the phone's was too wrong to tell a time. */
function actedAtMs({ act, clockOffsetMs = 0 }: ToldAnswer): number {
  const isWrong = Math.abs(clockOffsetMs) > phoneClockLimitMs;
  return Date.parse(act.deviceTime) + (isWrong ? clockOffsetMs : 0);
}
