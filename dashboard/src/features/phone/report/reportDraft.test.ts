import type { Checklist, Report } from '@mingchu/shared/report';
import { describe, expect, it } from 'vitest';
import { emptyReport, lackingIn, type ReportDraft, submitBody } from './reportDraft.ts';

const words = { zh: '问', en: 'Asked' };
const checklist: Checklist = {
  id: 'premises',
  title: words,
  rules: ['rodent-seen'],
  outcomes: ['genuine', 'false-alarm', 'reclassified', 'corrected-on-spot', 'to-correct-by-date'],
  questions: [
    { id: 'seen', text: words, kind: 'yes-no', required: true },
    { id: 'weight', text: words, kind: 'number', unit: 'kg', required: true },
    { id: 'remark', text: words, kind: 'text', required: false },
  ],
};
const whole: ReportDraft = {
  ...emptyReport,
  outcome: 'genuine',
  answers: { seen: false, weight: '1,5', remark: '  ' },
  signer: ' 王师傅 ',
  drawn: { path: 'M1 2 L3 4', width: 300, height: 150 },
};
const lacks = (draft: ReportDraft): string[] => lackingIn(draft, checklist).map(({ what }) => what);

describe('a report that is being written', () => {
  it('lacks what the server would ask for, in the order of the form', () => {
    expect(lacks(emptyReport)).toEqual(['outcome', 'answer', 'answer', 'signature', 'signer']);
    expect(lacks({ ...whole, outcome: 'reclassified' })).toEqual(['rule']);
    expect(lacks({ ...whole, outcome: 'to-correct-by-date' })).toEqual(['date']);
    expect(lacks({ ...whole, outcome: 'corrected-on-spot' })).toEqual(['photo-after']);
    expect(lacks({ ...whole, unsigned: '' })).toEqual(['unsigned-reason']);
    expect(lacks(whole)).toEqual([]);
  });

  it('[PH5] drops no figure that it cannot read, asked for or not, and reads what a Chinese keyboard writes', () => {
    const weighing = (weight: string): ReportDraft => ({ ...whole, answers: { seen: true, weight } });
    expect(lacks(weighing('3 公斤'))).toEqual(['number']);
    expect(lacks({ ...weighing('3 公斤'), outcome: 'false-alarm' })).toEqual(['number']);
    const { report } = submitBody(weighing('３。５'), checklist) as { report: Report };
    expect(report.answers).toContainEqual({ questionId: 'weight', value: 3.5 });
  });

  it('asks nothing of a false alarm but the signature', () => {
    expect(lacks({ ...whole, outcome: 'false-alarm', answers: {} })).toEqual([]);
  });

  it('becomes a body with numbers as numbers and no empty answers', () => {
    const body = submitBody({ ...whole, comment: ' 已教育 ' }, checklist);
    expect(body).toMatchObject({ finding: 'confirmed', comment: '已教育' });
    const { report } = body as { report: Report };
    expect(report.answers).toEqual([
      { questionId: 'seen', value: false },
      { questionId: 'weight', value: 1.5 },
    ]);
    expect(report.signature).toEqual({ kind: 'svg-path', signedBy: '王师傅', ...whole.drawn });
  });

  it('gives the reason in place of the signature when there is none', () => {
    const { report } = submitBody({ ...whole, unsigned: '负责人不在场' }, checklist) as { report: Report };
    expect(report.signature).toEqual({ kind: 'refused', reason: '负责人不在场' });
  });
});
