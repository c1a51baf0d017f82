/** What people read, in Chinese, always with the place on the ladder: 第 7 分钟 / 10. Pure. */
import { ladderMinute, type MessageStep } from '@mingchu/shared/dispatch';
import type { Severity } from '@mingchu/shared/violation';

export interface MessageFacts {
  siteName: string;
  severity: Severity;
  /** Name of whoever holds the order; null when nobody does. */
  inspectorName: string | null;
  /** Start of the clock, the promise, and the moment of writing. */
  startedAt: Date;
  dueAt: Date;
  now: Date;
}

const severityWords = {
  critical: '严重',
  major: '较重',
  minor: '一般',
  info: '提示',
} as const satisfies Record<Severity, string>;

const stepTexts = {
  offer: (facts) => `【新派单】${place(facts)}，请接单并赶赴现场`,
  'offer-lapsed': (facts) => `【派单已转出】${place(facts)}，您无需前往`,
  nobody: (facts) => `【无人可派】${place(facts)}，请人工指派`,
  warn: (facts) => `【即将超时】${place(facts)}，${holder(facts)}尚未到场`,
  breach: (facts) => `【已超时】${place(facts)}，${holder(facts)}未在时限内到场`,
  escalate: (facts) => `【升级上报】${place(facts)}，${holder(facts)}仍未到场`,
  recall: (facts) => `【派单撤回】${place(facts)}，您无需前往`,
} as const satisfies Record<MessageStep, (facts: MessageFacts) => string>;

export function messageText(step: MessageStep, facts: MessageFacts): string {
  return `${stepTexts[step](facts)}（${ladderPosition(facts)}）`;
}

/** The minute since the start, of the promised ones. */
export function ladderPosition(facts: Pick<MessageFacts, 'startedAt' | 'dueAt' | 'now'>): string {
  const startedMs = facts.startedAt.getTime();
  const minute = ladderMinute(startedMs, facts.now.getTime());
  return `第 ${minute} 分钟 / ${ladderMinute(startedMs, facts.dueAt.getTime())}`;
}

function place(facts: MessageFacts): string {
  return `${facts.siteName} ${severityWords[facts.severity]}违规`;
}

function holder(facts: MessageFacts): string {
  return facts.inspectorName === null ? '无人承接，' : `${facts.inspectorName} `;
}
