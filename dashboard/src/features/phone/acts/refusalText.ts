/** Why an act was not done, in the language of the screen. */
import type { OvertakenBy } from '@mingchu/shared/http';
import i18next from 'i18next';
import { errorText } from '../../../http/request.ts';
import { RequestError } from '../../../http/requestError.ts';

interface Refusal {
  code: string | null;
  /** The server's own words, used for a reason that this page does not know. */
  detail: string | null;
  happened?: OvertakenBy | null | undefined;
}

export function refusalText({ code, detail, happened }: Refusal): string {
  if (happened) {
    const what = i18next.t(`phone.happened.${happened.state}`);
    const { inspectorName: who } = happened;
    // A recalled order is nobody's, whoever had it.
    return who === null || happened.state === 'recalled'
      ? what
      : i18next.t('phone.happened.by', { what, who });
  }
  return i18next.t(`phone.code.${code ?? ''}`, { defaultValue: detail ?? '' });
}

/** The same for an act that was refused at once, or did not get through. */
export function refusedText(error: unknown): string {
  if (!(error instanceof RequestError)) return errorText(error);
  const { code, happened } = error;
  const known = happened || i18next.exists(`phone.code.${code}`);
  return known ? refusalText({ code, detail: null, happened }) : errorText(error);
}
