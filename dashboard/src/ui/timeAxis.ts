/** Where a time axis is marked: at whole quarters of an hour, hours or days of the district. Pure. */
import { minuteText, spanText } from './time.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const steps = [
  ...[5, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 2, 7, 14, 28].map((days) => days * dayMs),
];
/** More marks than this stand too close together. */
const maxMarks = 8;
/** District time is Asia/Shanghai, without summer time. */
const offsetMs = 8 * hourMs;

/** Round moments within the span, ms since 1970, with how each reads: a time, or a date where a day is a step. */
export function timeAxis([from, to]: [number, number]): { ticks: number[]; text: (ms: number) => string } {
  const step = steps.find((each) => (to - from) / each <= maxMarks) ?? 28 * dayMs;
  const ticks: number[] = [];
  for (let at = Math.ceil((from + offsetMs) / step) * step - offsetMs; at <= to; at += step) ticks.push(at);
  const text = step < dayMs ? minuteText : (ms: number) => spanText(ms).split(' ')[0] ?? '';
  return { ticks, text };
}
