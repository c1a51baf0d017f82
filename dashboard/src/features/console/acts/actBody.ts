/** Bodies of the requests, from the fields of the forms. Pure. */
import type { ReviewVerdict } from '@mingchu/shared/review';
import type { ConsoleAct } from './openActs.ts';

/** Acts that ask for words first. */
export type FormAct = Exclude<ConsoleAct, 'ack' | 'unshelve'>;

/** Most that one extension may add, minutes. */
export const maxExtensionMinutes = 30;
/** Two certified officers at least take a case (行政处罚法 Art. 42); the form has room for three. */
export const officerFields = ['officer1', 'officer2', 'officer3'] as const;

/** The body that an act is sent with; fields left empty are left out. */
export function bodyFrom(act: FormAct, form: FormData): object {
  const text = (name: string): string => String(form.get(name) ?? '').trim();
  const comment = text('comment') === '' ? {} : { comment: text('comment') };
  switch (act) {
    case 'review': {
      const ruleId = text('ruleId') === '' ? {} : { ruleId: text('ruleId') };
      return { verdict: text('verdict') as ReviewVerdict, ...ruleId, ...comment };
    }
    case 'shelve':
      return {
        minutes: Number(text('minutes')),
        reason: text('reason'),
        ...(form.has('untilClear') ? { untilClear: true } : {}),
      };
    case 'dispatch':
      return { inspectorId: text('inspectorId'), reason: text('reason') };
    case 'ask-extension':
      return { minutes: Number(text('minutes')), reason: text('reason') };
    case 'transfer':
      return {
        caseRef: text('caseRef'),
        officers: [...new Set(officerFields.map(text).filter((name) => name !== ''))],
        ...comment,
      };
    case 'take-out-of-service':
      return { inService: false, reason: text('reason') };
    case 'put-back-in-service':
      return { inService: true, reason: text('reason') };
    case 'recall':
    case 'send':
    case 'refuse-arrival':
      return { reason: text('reason') };
    case 'verify':
    case 'confirm-arrival':
    case 'approve-extension':
    case 'refuse-extension':
      return comment;
  }
}
