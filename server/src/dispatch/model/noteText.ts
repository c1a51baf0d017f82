/** What people read about an arrival in doubt and about more time, in Chinese. Pure. */
import { type NoteStep, noteSteps } from '@mingchu/shared/dispatch';
import type { Severity } from '@mingchu/shared/violation';

export interface NoteFacts {
  siteName: string;
  severity: Severity;
  /** Name of whoever holds the order; null when nobody does. */
  inspectorName: string | null;
  /** Where on the ladder we are: `第 7 分钟 / 10`. */
  ladderPosition: string;
  /** What the person who decided or asked said; empty when he said nothing. */
  comment: string;
}

const noteTexts = {
  'arrival-claim': (facts) => `【到场待确认】${place(facts)}，${holder(facts)}报告到场，证据不足，请核实`,
  'arrival-conflict': (facts) => `【到场存疑】${place(facts)}，${holder(facts)}的到场证据相互矛盾，请核查`,
  'arrival-refused': (facts) => `【到场未确认】${place(facts)}，请继续前往并补充到场证据${said(facts)}`,
  'breach-withdrawn': (facts) => `【超时撤销】${place(facts)}，${holder(facts)}已在时限内到场或时限已延长`,
  'extension-asked': (facts) =>
    `【申请延时】${place(facts)}，${holder(facts)}需要更多时间，请批示${said(facts)}`,
  'extension-approved': (facts) => `【延时已批准】${place(facts)}${said(facts)}`,
  'extension-refused': (facts) => `【延时未批准】${place(facts)}，请按原时限到场${said(facts)}`,
  'nobody-in-time': (facts) => `【预计无人能按时到场】${place(facts)}，已同时派给最近的网格员，请协调`,
  'nobody-in-time-roughly': (facts) =>
    `【恐无人能按时到场】${place(facts)}，网格员位置未知，按负责区域粗略估算；已同时派给较近的网格员，请协调`,
  'whereabouts-unknown': (facts) =>
    `【去向不明】${place(facts)}，${holder(facts)}接单后位置未知，不知能否按时到场，请联系`,
  'will-be-late': (facts) => `【预计超时】${place(facts)}，${holder(facts)}预计不能按时到场`,
  'will-be-late-roughly': (facts) =>
    `【可能超时】${place(facts)}，${holder(facts)}位置未知，粗略估算不能按时到场`,
} as const satisfies Record<NoteStep, (facts: NoteFacts) => string>;

export function noteText(step: NoteStep, facts: NoteFacts): string {
  return `${noteTexts[step](facts)}（${facts.ladderPosition}）`;
}

export function isNoteStep(step: string): step is NoteStep {
  return noteSteps.some((note) => note === step);
}

const severityWords = {
  critical: '严重',
  major: '较重',
  minor: '一般',
  info: '提示',
} as const satisfies Record<Severity, string>;

function place(facts: NoteFacts): string {
  return `${facts.siteName} ${severityWords[facts.severity]}违规`;
}

function holder(facts: NoteFacts): string {
  return facts.inspectorName === null ? '' : `${facts.inspectorName} `;
}

function said(facts: NoteFacts): string {
  return facts.comment === '' ? '' : `：${facts.comment}`;
}
