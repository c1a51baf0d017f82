/** What the voice says, in the language of the screen, with numbers as people read them aloud. Pure. */
import type { DispatchState } from '@mingchu/shared/dispatch';
import type { SoundKind } from '@mingchu/shared/sound';

const minuteMs = 60_000;

/** What a sentence is made of. */
export interface SpokenFacts {
  kind: SoundKind;
  /** How many of this kind are told at once, from 1. */
  count: number;
  /** The most urgent one; null for lost data. */
  first: {
    site: string;
    /** Title of the rule. */
    what: string;
    /** Until the due time, ms, negative after it; null without an order that runs. */
    leftMs: number | null;
    stage: DispatchState | null;
    /** Who holds the order or is asked alone. */
    who: string | null;
    /** How many are asked at once. */
    asked: number;
    /** Expected so much after the due time, whole minutes; null while he is in time. */
    lateMinutes: number | null;
    /** That is a rough estimate. */
    lateRoughly: boolean;
  } | null;
}

type First = NonNullable<SpokenFacts['first']>;

/** The sentence, e.g. `阳光小学食堂，发现老鼠，剩余八分钟，李强在途`. */
export function sentence(facts: SpokenFacts, language: 'zh-CN' | 'en'): string {
  return language === 'en' ? english(facts) : chinese(facts);
}

const digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;

/** A whole number from 0 to 9,999 as it is read: 十二, 一百零五, 两千. */
export function chineseNumber(value: number): string {
  if (value < 10) return digits[value] ?? '';
  const units = ['', '十', '百', '千'] as const;
  const places = String(value).split('').map(Number);
  let text = '';
  let gap = false;
  for (const [index, digit] of places.entries()) {
    const unit = units[places.length - 1 - index] ?? '';
    if (digit === 0) {
      gap = true;
      continue;
    }
    if (gap && text !== '') text += '零';
    gap = false;
    // 十二, not 一十二; and two hundreds are 两百.
    if (unit === '十' && digit === 1 && text === '') text += unit;
    else text += (digit === 2 && (unit === '百' || unit === '千') ? '两' : digits[digit]) + unit;
  }
  return text;
}

/** Before a measure word two is 两: 两分钟, 两条. */
function chineseCount(value: number): string {
  return value === 2 ? '两' : chineseNumber(value);
}

const chineseSeverity: Partial<Record<SoundKind, string>> = {
  critical: '严重违规',
  major: '较重违规',
  minor: '一般违规',
  info: '提示',
};

function chinese({ kind, count, first }: SpokenFacts): string {
  if (kind === 'data-lost' || !first) return '数据中断，画面不是实时';
  const parts = [first.site, first.what, chineseLeft(first), chineseWho(first)];
  if (first.lateMinutes !== null && (first.leftMs ?? 0) > 0)
    parts.push(`${first.lateRoughly ? '估计大约' : '预计'}晚到${chineseCount(first.lateMinutes)}分钟`);
  if (count > 1) parts.unshift(`${chineseCount(count)}${chineseMany(kind)}，最急的是`);
  return parts
    .filter((part) => part !== '')
    .join('，')
    .replace('最急的是，', '最急的是');
}

function chineseMany(kind: SoundKind): string {
  if (kind === 'breach') return '单已超时';
  if (kind === 'two-minutes') return '单将要超时';
  return `条${chineseSeverity[kind] ?? '违规'}${kind === 'critical' ? '未确认' : ''}`;
}

function chineseLeft({ leftMs }: First): string {
  if (leftMs === null) return '';
  const minutes = Math.floor(Math.abs(leftMs) / minuteMs);
  if (leftMs <= 0) return minutes === 0 ? '已超时' : `已超时${chineseCount(minutes)}分钟`;
  const rounded = Math.round(leftMs / minuteMs);
  return rounded === 0 ? '剩余不到一分钟' : `剩余${chineseCount(rounded)}分钟`;
}

function chineseWho({ stage, who, asked }: First): string {
  switch (stage) {
    case null:
      return '尚未派单';
    case 'declined':
      return '无人接单';
    case 'offered':
      return asked > 1 ? `正在询问${chineseCount(asked)}人` : who === null ? '待派人' : `等${who}接单`;
    case 'accepted':
      return `${who ?? ''}已接单`;
    case 'en-route':
      return `${who ?? ''}在途`;
    case 'arrived':
    case 'submitted':
      return `${who ?? ''}已到场`;
    case 'verified':
    case 'recalled':
      return '';
  }
}

const englishSeverity: Partial<Record<SoundKind, string>> = {
  critical: 'critical violations not acknowledged',
  major: 'major violations',
  minor: 'minor violations',
  info: 'notes',
};

function english({ kind, count, first }: SpokenFacts): string {
  if (kind === 'data-lost' || !first) return 'Data lost. This screen is not live';
  const parts = [first.site, first.what, englishLeft(first), englishWho(first)];
  if (first.lateMinutes !== null && (first.leftMs ?? 0) > 0)
    parts.push(`expected ${first.lateRoughly ? 'roughly ' : ''}${minutesOf(first.lateMinutes)} late`);
  const said = parts.filter((part) => part !== '').join(', ');
  if (count === 1) return said;
  const many =
    kind === 'breach'
      ? 'orders are overdue'
      : kind === 'two-minutes'
        ? 'orders are nearly due'
        : (englishSeverity[kind] ?? 'violations');
  return `${count} ${many}. Most urgent: ${said}`;
}

function minutesOf(count: number): string {
  return count === 1 ? '1 minute' : `${count} minutes`;
}

function englishLeft({ leftMs }: First): string {
  if (leftMs === null) return '';
  const minutes = Math.floor(Math.abs(leftMs) / minuteMs);
  if (leftMs <= 0) return minutes === 0 ? 'overdue' : `overdue by ${minutesOf(minutes)}`;
  const rounded = Math.round(leftMs / minuteMs);
  return rounded === 0 ? 'less than a minute left' : `${minutesOf(rounded)} left`;
}

function englishWho({ stage, who, asked }: First): string {
  switch (stage) {
    case null:
      return 'nobody sent yet';
    case 'declined':
      return 'nobody has accepted';
    case 'offered':
      return asked > 1 ? `${asked} people asked` : who === null ? 'nobody asked yet' : `waiting for ${who}`;
    case 'accepted':
      return `${who ?? 'somebody'} has accepted`;
    case 'en-route':
      return `${who ?? 'somebody'} is on the way`;
    case 'arrived':
    case 'submitted':
      return `${who ?? 'somebody'} is there`;
    case 'verified':
    case 'recalled':
      return '';
  }
}
