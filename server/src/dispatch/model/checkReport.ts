/** Whether a report is complete and fits its checklist. Pure. */
import { localOffsetMs } from '@mingchu/shared/openingHours';
import type { Checklist, Question, Report } from '@mingchu/shared/report';

export interface ReportFault {
  code: string;
  detail: string;
}

const longestCorrectionMs = 366 * 86_400_000;

/** The first thing that is wrong; null when nothing is. `photos`: the pictures that the order has. */
export function checkReport(
  report: Report,
  context: { checklist: Checklist | undefined; photos: ReadonlySet<string>; now: Date },
): ReportFault | null {
  const { checklist, photos, now } = context;
  if (checklist === undefined || checklist.id !== report.checklistId)
    return fault(
      'wrong-checklist',
      `This violation is reported by the checklist ${checklist?.id ?? '(none)'}.`,
    );
  if (!checklist.outcomes.includes(report.outcome))
    return fault('outcome-not-allowed', `${checklist.id} does not know the outcome ${report.outcome}.`);
  const missingPhoto = [...report.photosBefore, ...report.photosAfter].find((sha256) => !photos.has(sha256));
  if (missingPhoto !== undefined) return fault('no-such-photo', `The order has no photo ${missingPhoto}.`);
  return checkOutcome(report, now) ?? checkAnswers(report, checklist);
}

function checkOutcome(report: Report, now: Date): ReportFault | null {
  if (report.outcome === 'reclassified' && report.ruleId === undefined)
    return fault('rule-missing', 'Reclassified: name the rule that describes what is there.');
  if (report.outcome === 'corrected-on-spot' && report.photosAfter.length === 0)
    return fault('photo-after-missing', 'Corrected on the spot: show it with a photo taken afterwards.');
  if (report.outcome !== 'to-correct-by-date') return null;
  const byMs = Date.parse(`${report.correctBy ?? ''}T23:59:59Z`) - localOffsetMs;
  // The whole of the last day is theirs.
  if (!(byMs >= now.getTime() && byMs <= now.getTime() + longestCorrectionMs))
    return fault('correct-by-missing', 'To be corrected: name a date from today on, within a year.');
  return null;
}

function checkAnswers(report: Report, checklist: Checklist): ReportFault | null {
  const answers = new Map(report.answers.map((answer) => [answer.questionId, answer.value]));
  if (answers.size !== report.answers.length) return fault('answered-twice', 'A question is answered twice.');
  for (const question of checklist.questions) {
    const value = answers.get(question.id);
    answers.delete(question.id);
    const needed = question.required && report.outcome !== 'false-alarm';
    if (value === undefined ? needed : !fits(question, value))
      return fault('answer-missing', `${question.id} wants an answer: ${question.kind}.`);
  }
  const [unknown] = answers.keys();
  return unknown === undefined ? null : fault('unknown-question', `${checklist.id} does not ask ${unknown}.`);
}

function fits(question: Question, value: boolean | number | string): boolean {
  switch (question.kind) {
    case 'yes-no':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'text':
      return typeof value === 'string' && value.trim() !== '';
  }
}

function fault(code: string, detail: string): ReportFault {
  return { code, detail };
}
