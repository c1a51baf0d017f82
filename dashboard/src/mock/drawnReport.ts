/** What an inspector of the mock handed in: answers, what is to be done until when, and the manager's signature. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { ReportView } from '@mingchu/shared/report';

/** Of an order that has been reported; none of another. Pictures are not drawn: a mock cannot serve them. */
export function drawnReports({ state, inspectorId, submittedAt, offerCount }: Dispatch): ReportView[] {
  if (submittedAt === null || (state !== 'submitted' && state !== 'verified')) return [];
  const correctBy = new Date(Date.parse(submittedAt) + 7 * 86_400_000).toISOString().slice(0, 10);
  return [
    {
      offerNumber: offerCount,
      submittedBy: inspectorId ?? '',
      submittedAt,
      report: {
        checklistId: 'premises',
        outcome: 'to-correct-by-date',
        correctBy,
        answers: [
          { questionId: 'seen', value: true },
          { questionId: 'discarded', value: 3.5 },
          { questionId: 'remark', value: '冷藏柜门封条老化，已要求更换。' },
        ],
        photosBefore: [],
        photosAfter: [],
        signature: {
          kind: 'svg-path',
          signedBy: '刘桂英',
          width: 320,
          height: 120,
          path: 'M20 70 L60 30 L70 90 L110 40 M120 80 L160 35 L170 85 L215 50 L240 75 L290 45',
        },
      },
    },
  ];
}
