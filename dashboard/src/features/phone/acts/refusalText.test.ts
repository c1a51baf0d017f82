import { dispatchStates } from '@mingchu/shared/dispatch';
import { beforeAll, describe, expect, it } from 'vitest';
import { speak, startTexts } from '../../../i18n/language.ts';
import { RequestError } from '../../../http/requestError.ts';
import { zh } from '../../../i18n/zh.ts';
import { refusalText, refusedText } from './refusalText.ts';

/** The files that judge acts, pictures and reports of inspectors, as text. */
const rooms = import.meta.glob<string>(
  [
    '../../../../../server/src/dispatch/{actOnDispatch,claimArrival,extendDispatch,gatherProofs,keepReport}.ts',
    '../../../../../server/src/dispatch/{photoRoutes,recordRoutes,seeOrder,takeQueuedActs}.ts',
    '../../../../../server/src/dispatch/model/checkReport.ts',
  ],
  { query: '?raw', import: 'default', eager: true },
);

function codesInCode(): string[] {
  const text = Object.values(rooms).join('\n');
  const thrown = [
    ...text.matchAll(/ProblemError\(\s*\d+,\s*'([a-z-]+)'/g),
    ...text.matchAll(/fault\(\s*'([a-z-]+)'/g),
  ];
  const listed = [...text.matchAll(/'([a-z-]+)': \[4\d\d, /g)];
  return [...thrown, ...listed].flatMap(([, code]) => code ?? []);
}

beforeAll(startTexts);

describe('why an act was refused', () => {
  it('[PH17] has words in both languages, whatever the server can answer', () => {
    const codes = codesInCode();
    expect(Object.keys(rooms)).toHaveLength(10);
    expect(codes).toEqual(
      expect.arrayContaining(['overtaken', 'answer-missing', 'due-time-passed', 'not-a-jpeg']),
    );
    expect(codes.filter((code) => !(`phone.code.${code}` in zh))).toEqual([]);
  });

  it('[PH17] what overtook an act is told with the name of who has the order', async () => {
    for (const state of dispatchStates) expect(zh).toHaveProperty([`phone.happened.${state}`]);
    const happened = { state: 'accepted' as const, inspectorId: 'inspector-1', inspectorName: '李晓明' };
    const answer = { code: 'overtaken', detail: '订单已被接单（李晓明）', happened };
    expect(refusalText(answer)).toBe('任务已被接单（李晓明）');
    await speak('en');
    expect(refusalText(answer)).toBe('The order has been accepted (李晓明)');
    for (const inspectorName of [null, '李晓明']) {
      const recalled = { state: 'recalled' as const, inspectorId: null, inspectorName };
      const error = new RequestError({ status: 409, code: 'overtaken', happened: recalled });
      expect(refusedText(error)).toBe('The order has been recalled');
    }
  });

  it('[PH17] a reason newer than this page keeps the words of the server', () => {
    expect(refusalText({ code: 'from-tomorrow', detail: 'Said so.' })).toBe('Said so.');
  });
});
