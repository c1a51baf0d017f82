/** What a message in the application says, in the language of the screen. */
import type { MessageFacts, SwapFacts } from '@mingchu/shared/notify';
import i18next from 'i18next';
import { hoursText } from './time.ts';

/** Its step and facts in words. One without facts, or of a step that this page does not know, keeps its own text. */
export function messageText(message: { step: string; text: string; facts?: MessageFacts | null }): string {
  const { facts } = message;
  // `nobody` is the word for a holder that there is not.
  const key = `told.${message.step === 'nobody' ? 'nobody-found' : message.step}`;
  if (!facts || !i18next.exists(key)) return message.text;
  if ('giverName' in facts) return swapText(key, facts);
  const place = i18next.t('told.place', {
    site: facts.siteName,
    severity: i18next.t(`severity.${facts.severity}`).toLowerCase(),
  });
  const told = i18next.t(key, { place, who: facts.inspectorName ?? i18next.t('told.nobody') });
  const sentence =
    facts.comment === '' ? told : i18next.t('told.said', { sentence: told, comment: facts.comment });
  return i18next.t('told.position', { sentence, minute: facts.minute, of: facts.of });
}

function swapText(key: string, { giverName, takerName, from, to, comment }: SwapFacts): string {
  const hours = hoursText({ from, to });
  const told = i18next.t(key, { giver: giverName, taker: takerName, hours });
  return comment === '' ? told : i18next.t('told.said', { sentence: told, comment });
}
