/** How times read on every screen. District time is Asia/Shanghai wherever the screen hangs. */
import i18next from 'i18next';

const timeZone = 'Asia/Shanghai';
const clockFormat = new Intl.DateTimeFormat('zh-CN', {
  timeZone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** `hh:mm:ss` in district time. */
export function clockText(ms: number): string {
  return clockFormat.format(ms);
}

/** `hh:mm` in district time. */
export function minuteText(ms: number): string {
  return clockText(ms).slice(0, 5);
}

/** Hour of the day in district time, 0 to 23. */
export function hourOf(ms: number): number {
  return Number(clockText(ms).slice(0, 2));
}

const spanFormat = new Intl.DateTimeFormat('zh-CN', {
  timeZone,
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  hourCycle: 'h23',
  minute: '2-digit',
});

/** Day and time of the district, short: `11/27 10:49`, for lists and for axes that span days. */
export function spanText(ms: number): string {
  return spanFormat.format(ms);
}

/** The hours of a shift with the day on which it begins: `11/27 08:00 – 20:00`. */
export function hoursText({ from, to }: { from: string; to: string }): string {
  return `${spanText(Date.parse(from))} – ${minuteText(Date.parse(to))}`;
}

/** Day and time of the district to the second: `11/27 10:49:03`. */
export function datedText(ms: number): string {
  return `${spanText(ms).split(' ')[0]} ${clockText(ms)}`;
}

const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone });

/** Whether both moments lie on one day of the district. */
function sameDay(aMs: number, bMs: number): boolean {
  return dayFormat.format(aMs) === dayFormat.format(bMs);
}

/** `hh:mm:ss` of today, with the day before it of any other. */
export function whenText(ms: number, nowMs: number): string {
  return sameDay(ms, nowMs) ? clockText(ms) : datedText(ms);
}

/** `hh:mm` of today, with the day before it of any other. */
export function whenMinuteText(ms: number, nowMs: number): string {
  return sameDay(ms, nowMs) ? minuteText(ms) : spanText(ms);
}

/** Date with weekday in the language of the screen. */
export function dateText(ms: number): string {
  const language = i18next.language === 'en' ? 'en-GB' : 'zh-CN';
  const options = { timeZone, month: 'long', day: 'numeric', weekday: 'long' } as const;
  return new Intl.DateTimeFormat(language, options).format(ms);
}

/** `mm:ss`, or `h:mm:ss` from an hour on; the sign is the caller's to say. Counts down to 00:00 at zero. */
export function durationText(ms: number): string {
  const totalS = Math.floor(Math.abs(ms) / 1_000);
  const [h, min, s] = [Math.floor(totalS / 3_600), Math.floor(totalS / 60) % 60, totalS % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(min)}:${two(s)}` : `${two(min)}:${two(s)}`;
}

/** How old something is, in words; ages below zero (a clock ahead) are "just now". */
export function ageText(ageMs: number): string {
  const s = Math.floor(ageMs / 1_000);
  if (s < 2) return i18next.t('age.now');
  if (s < 120) return i18next.t('age.s', { n: s });
  if (s < 7_200) return i18next.t('age.min', { n: Math.floor(s / 60) });
  return i18next.t('age.h', { n: Math.floor(s / 3_600) });
}

/** A length of time in words: seconds below a minute, then the two largest units. */
export function lengthText(ms: number): string {
  const totalS = Math.round(ms / 1_000);
  const [d, h, min, s] = [
    Math.floor(totalS / 86_400),
    Math.floor(totalS / 3_600) % 24,
    Math.floor(totalS / 60) % 60,
    totalS % 60,
  ];
  if (totalS < 60) return i18next.t('truth.by.s', { s });
  if (totalS < 3_600) return i18next.t('truth.by.min', { min, s });
  return totalS < 86_400 ? i18next.t('truth.by.h', { h, min }) : i18next.t('truth.by.d', { d, h });
}
