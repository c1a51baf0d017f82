/**
 * What a message says outside the application. The text in the outbox is Chinese, `【what】sentence（place on the
 * ladder）`: here it is taken apart for channels that have a title, said in English for those who chose it, and
 * given the lines that a screen would show beside it. Pure.
 */
import { ladderMinute, type MessageStep, type NoteStep } from '@mingchu/shared/dispatch';
import { type Language, type MessageFacts, swapSteps } from '@mingchu/shared/notify';
import { localOffsetMs } from '@mingchu/shared/openingHours';
import type { Rule } from '@mingchu/shared/rulebook';
import type { Severity } from '@mingchu/shared/violation';
import { englishSwap } from './swapText.ts';

export interface WordingFacts {
  step: string;
  /** As it stands in the outbox. */
  text: string;
  /** The same as data. */
  facts?: MessageFacts | null;
  /** What is wrong there; null for what is about no violation, or one of a rule that is gone. */
  what: Rule['title'] | null;
  siteName: string | null;
  siteAddress: string | null;
  severity: Severity | null;
  inspectorName: string | null;
  dueAt: Date | null;
}

export interface Wording {
  title: string;
  body: string;
  lines: string[];
}

export interface MessageParts {
  title: string;
  sentence: string;
  /** Minute of the ladder and length of the promise; null for a text without them. */
  position: { minute: number; of: number } | null;
}

const partsPattern = /^【([^】]{1,40})】(.*?)(?:（第 (\d+) 分钟 \/ (\d+)）)?$/su;

/** Takes a text of the outbox apart; a text of another form is all sentence. */
export function partsOf(text: string): MessageParts {
  const match = partsPattern.exec(text);
  if (match === null) return { title: '明厨', sentence: text, position: null };
  const [, title = '', sentence = '', minute, of] = match;
  const position = minute === undefined ? null : { minute: Number(minute), of: Number(of) };
  return { title, sentence, position };
}

export function wordMessage(facts: WordingFacts, language: Language): Wording {
  return language === 'en' ? englishWording(facts) : chineseWording(facts);
}

function chineseWording(facts: WordingFacts): Wording {
  const { title, sentence, position } = partsOf(facts.text);
  return {
    title: headed(title, facts.what?.zh),
    body: position === null ? sentence : `${sentence}（第 ${position.minute} 分钟 / ${position.of}）`,
    lines: [
      ...(facts.siteAddress === null ? [] : [`地址：${facts.siteAddress}`]),
      ...(facts.dueAt === null ? [] : [`时限：${localTime(facts.dueAt)} 前到场`]),
    ],
  };
}

/** A screen that is locked shows the head alone: it says what is wrong. */
function headed(title: string, what: string | undefined): string {
  return what === undefined ? title : `${title} · ${what}`;
}

const severityWords = {
  critical: 'critical',
  major: 'major',
  minor: 'minor',
  info: 'informational',
} as const satisfies Record<Severity, string>;

type Sentence = (facts: { place: string; holder: string; said: string }) => string;
const english = {
  offer: ['New order', ({ place }) => `${place}. Accept and go there`],
  'offer-lapsed': ['Order passed on', ({ place }) => `${place}. You need not go`],
  nobody: ['Nobody to send', ({ place }) => `${place}. Assign someone by hand`],
  warn: ['Time is running out', ({ place, holder }) => `${place}. ${holder} not there yet`],
  breach: ['Overdue', ({ place, holder }) => `${place}. ${holder} not there in time`],
  escalate: ['Escalated', ({ place, holder }) => `${place}. ${holder} still not there`],
  recall: ['Order recalled', ({ place }) => `${place}. You need not go`],
} as const satisfies Record<MessageStep, readonly [string, Sentence]>;
const englishNotes = {
  'arrival-claim': [
    'Arrival to confirm',
    ({ place, holder }) => `${place}. ${holder} there, says the report; check it`,
  ],
  'arrival-conflict': [
    'Arrival in doubt',
    ({ place }) => `${place}. The proofs of arrival contradict each other`,
  ],
  'arrival-refused': [
    'Arrival not confirmed',
    ({ place, said }) => `${place}. Go on, and give further proof${said}`,
  ],
  'breach-withdrawn': ['Breach withdrawn', ({ place }) => `${place}. Arrived in time, or given more time`],
  'extension-asked': ['More time asked for', ({ place, said }) => `${place}. Please decide${said}`],
  'extension-approved': ['More time given', ({ place, said }) => `${place}${said}`],
  'extension-refused': [
    'More time refused',
    ({ place, said }) => `${place}. Be there by the first due time${said}`,
  ],
  'nobody-in-time': [
    'Nobody can be there in time',
    ({ place }) => `${place}. The nearest are asked at the same time; please help`,
  ],
  'nobody-in-time-roughly': [
    'Probably nobody can be there in time',
    ({ place }) =>
      `${place}. Judged roughly, by the areas of people whose position is not known. The nearest are asked at the same time; please help`,
  ],
  'whereabouts-unknown': [
    'Not known whether he comes',
    ({ place, holder }) => `${place}. ${holder} accepted, but where he is is not known; please call`,
  ],
  'will-be-late': ['Will be late', ({ place, holder }) => `${place}. ${holder} not expected in time`],
  'will-be-late-roughly': [
    'May be late',
    ({ place, holder }) => `${place}. ${holder} not expected in time, judged roughly: position not known`,
  ],
} as const satisfies Record<NoteStep, readonly [string, Sentence]>;
const englishWords: Readonly<Record<string, readonly [string, Sentence]>> = { ...english, ...englishNotes };

function englishWording(facts: WordingFacts): Wording {
  const swapStep = swapSteps.find((step) => step === facts.step);
  if (swapStep !== undefined && facts.facts && 'giverName' in facts.facts)
    return { ...englishSwap(swapStep, facts.facts), lines: [] };
  const parts = partsOf(facts.text);
  // A step of another kind (a test of a channel) keeps its Chinese sentence.
  const words = Object.hasOwn(englishWords, facts.step) ? englishWords[facts.step] : undefined;
  const severity = facts.severity === null ? '' : `, ${severityWords[facts.severity]} violation`;
  const comment = parts.sentence.indexOf('：');
  const sentence = words?.[1]({
    place: `${facts.siteName ?? 'A kitchen'}${severity}`,
    holder: facts.inspectorName === null ? 'Nobody holds the order:' : facts.inspectorName,
    said: comment < 0 ? '' : `: ${parts.sentence.slice(comment + 1)}`,
  });
  const { position } = parts;
  const at = position === null ? '' : ` (minute ${position.minute} of ${position.of})`;
  return {
    title: headed(words?.[0] ?? parts.title, facts.what?.en),
    body: `${sentence ?? parts.sentence}${at}`,
    lines: [
      ...(facts.siteAddress === null ? [] : [`Address: ${facts.siteAddress}`]),
      ...(facts.dueAt === null ? [] : [`Be there by ${localTime(facts.dueAt)}`]),
    ],
  };
}

/** The message with the minute in which it leaves: it may have waited, or come back from another channel. */
export function saidNow<Message extends { text: string; content: { body: string } | null }>(
  message: Message,
  ladder: { startedAt: Date; dueAt: Date; now: Date },
): Message {
  const startedMs = ladder.startedAt.getTime();
  const minute = ladderMinute(startedMs, ladder.now.getTime());
  const of = ladderMinute(startedMs, ladder.dueAt.getTime());
  const said = (text: string): string =>
    text
      .replace(/第 \d+ 分钟 \/ \d+(?=）$)/u, `第 ${minute} 分钟 / ${of}`)
      .replace(/minute \d+ of \d+(?=\)$)/u, `minute ${minute} of ${of}`);
  const { text, content } = message;
  return { ...message, text: said(text), content: content && { ...content, body: said(content.body) } };
}

/** HH:MM where the kitchens are. */
function localTime(at: Date): string {
  return new Date(at.getTime() + localOffsetMs).toISOString().slice(11, 16);
}

/** Page of what the message is about: the phone for an inspector, the console for everybody else. */
export function pathTo(message: {
  step: string;
  dispatchId: string | null;
  violationId: string | null;
  toPhone: boolean;
}): string {
  if (swapSteps.some((step) => step === message.step))
    return message.toPhone ? '/m?part=swaps' : '/office/rotas';
  if (message.toPhone)
    return message.dispatchId === null ? '/m' : `/m?order=${encodeURIComponent(message.dispatchId)}`;
  return message.violationId === null ? '/console' : `/console?id=${encodeURIComponent(message.violationId)}`;
}
