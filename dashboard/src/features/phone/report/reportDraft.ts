/** A report as it is being written, what it still lacks, and the request it becomes. Pure. */
import {
  type Checklist,
  outcomeFindings,
  type Question,
  type Report,
  type ReportOutcome,
  type Signature,
} from '@mingchu/shared/report';

export interface Drawn {
  path: string;
  width: number;
  height: number;
}

export interface ReportDraft {
  outcome: ReportOutcome | null;
  /** By question; numbers and texts as they are typed. */
  answers: Record<string, boolean | string>;
  ruleId: string;
  correctBy: string;
  before: string[];
  after: string[];
  signer: string;
  drawn: Drawn | null;
  /** Why there is no signature; null while one is wanted. */
  unsigned: string | null;
  comment: string;
}

export const emptyReport: ReportDraft = {
  outcome: null,
  answers: {},
  ruleId: '',
  correctBy: '',
  before: [],
  after: [],
  signer: '',
  drawn: null,
  unsigned: null,
  comment: '',
};

/** Name under which a phone keeps the report of an order. */
export function reportKey(dispatchId: string): string {
  return `report/${dispatchId}`;
}

export type Lacking =
  | { what: 'outcome' | 'rule' | 'date' | 'photo-after' | 'signature' | 'signer' | 'unsigned-reason' }
  /** `number`: what was typed is none, and would be lost. */
  | { what: 'answer' | 'number'; question: Question };

/** Name of the part of the form in which it is given. */
export function partOf(lacking: Lacking): string {
  return 'question' in lacking ? `answer ${lacking.question.id}` : lacking.what;
}

/** What must still be given, in the order of the form; the server asks for the same. */
export function lackingIn(draft: ReportDraft, checklist: Checklist): Lacking[] {
  const lacking: Lacking[] = [];
  const { outcome } = draft;
  if (outcome === null) lacking.push({ what: 'outcome' });
  if (outcome === 'reclassified' && draft.ruleId === '') lacking.push({ what: 'rule' });
  if (outcome === 'to-correct-by-date' && draft.correctBy === '') lacking.push({ what: 'date' });
  for (const question of checklist.questions) {
    const needed = question.required && outcome !== 'false-alarm';
    if (valueOf(question, draft) !== null) continue;
    if (question.kind === 'number' && textOf(question, draft) !== '')
      lacking.push({ what: 'number', question });
    else if (needed) lacking.push({ what: 'answer', question });
  }
  if (outcome === 'corrected-on-spot' && draft.after.length === 0) lacking.push({ what: 'photo-after' });
  if (draft.unsigned !== null) {
    if (draft.unsigned.trim() === '') lacking.push({ what: 'unsigned-reason' });
  } else {
    if (draft.drawn === null) lacking.push({ what: 'signature' });
    if (draft.signer.trim() === '') lacking.push({ what: 'signer' });
  }
  return lacking;
}

/** Null when it is not answered, or not as its kind wants. */
function valueOf(question: Question, draft: ReportDraft): boolean | number | string | null {
  const given = draft.answers[question.id];
  if (question.kind === 'yes-no') return typeof given === 'boolean' ? given : null;
  const text = textOf(question, draft);
  if (text === '') return null;
  if (question.kind === 'text') return text;
  // A Chinese keyboard may write its digits as wide as letters.
  const number = Number(text.normalize('NFKC').replace(/[,\u3002]/, '.'));
  return Number.isFinite(number) ? number : null;
}

function textOf(question: Question, draft: ReportDraft): string {
  const given = draft.answers[question.id];
  return typeof given === 'string' ? given.trim() : '';
}

/** The body of the act `submit`; only for a draft that lacks nothing. */
export function submitBody(draft: ReportDraft, checklist: Checklist): Record<string, unknown> {
  const { outcome } = draft;
  if (outcome === null) throw new Error('a report needs an outcome');
  const report: Report = {
    checklistId: checklist.id,
    outcome,
    answers: checklist.questions.flatMap((question) => {
      const value = valueOf(question, draft);
      return value === null ? [] : [{ questionId: question.id, value }];
    }),
    ...(outcome === 'reclassified' && { ruleId: draft.ruleId }),
    ...(outcome === 'to-correct-by-date' && { correctBy: draft.correctBy }),
    photosBefore: draft.before,
    photosAfter: draft.after,
    signature: signatureOf(draft),
  };
  const comment = draft.comment.trim();
  return { finding: outcomeFindings[outcome], report, ...(comment !== '' && { comment }) };
}

function signatureOf(draft: ReportDraft): Signature {
  if (draft.unsigned !== null) return { kind: 'refused', reason: draft.unsigned.trim() };
  if (draft.drawn === null) throw new Error('a report needs a signature, or why there is none');
  return { kind: 'svg-path', signedBy: draft.signer.trim(), ...draft.drawn };
}
