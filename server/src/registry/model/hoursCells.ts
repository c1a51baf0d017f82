/**
 * Opening hours and closed days as a cell of a table says them: `1-5 06:30-14:00; 6,7 08:00-12:00`, and
 * `2026-10-01~2026-10-07; 2026-11-02`. Hands write 周一至周五 and full-width marks as well. Pure.
 */
import { closingTime, type OpeningHours, openingTime } from '@mingchu/shared/registry';

/** Hours on no day: a kitchen with these alone never opens. */
const noDay = '0';
const weekdays = '一二三四五六日';
const dayMs = 86_400_000;
/** As many as the registry takes of one kitchen. */
const maxClosedDates = 366;

/** Empty for always open; undefined for what is none. */
export function hoursOfCell(cell: string): OpeningHours[] | undefined {
  const parts = partsOf(cell).map(hoursOf);
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

export function cellOfHours(hours: readonly OpeningHours[]): string {
  return hours.map(({ days, from, to }) => `${cellOfDays(days)} ${from}-${to}`).join('; ');
}

/** Local days, in their order and once each; undefined for what are none, or too many. */
export function datesOfCell(cell: string): string[] | undefined {
  const days = new Set<number>();
  for (const part of partsOf(cell)) {
    const [first, last = first, ...more] = part.split('~').map(dayOf);
    if (first === undefined || last === undefined || more.length > 0 || last < first) return undefined;
    if (last - first >= maxClosedDates) return undefined;
    for (let day = first; day <= last; day += 1) days.add(day);
  }
  if (days.size > maxClosedDates) return undefined;
  return [...days].sort((a, b) => a - b).map(dateText);
}

/** Days that follow each other as one span. What is registered and no day of any month is told as it stands. */
export function cellOfDates(dates: readonly string[]): string {
  const days = dates.flatMap((date) => dayOf(date) ?? []);
  const spans: [number, number][] = [];
  for (const day of days.sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last && day <= last[1] + 1) last[1] = day;
    else spans.push([day, day]);
  }
  const told = spans.map(([from, to]) =>
    from === to ? dateText(from) : `${dateText(from)}~${dateText(to)}`,
  );
  return [...told, ...dates.filter((date) => dayOf(date) === undefined)].join('; ');
}

/** In narrow marks, with one sign for each of `to` and `and`. */
function partsOf(cell: string): string[] {
  return cell
    .normalize('NFKC')
    .replaceAll(/[至到～–—]/g, '~')
    .split(/[;；\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function hoursOf(part: string): OpeningHours | undefined {
  const [, said = '', first = '', last = ''] =
    /^(.*?)\s*(\d{1,2}:\d{2})\s*[-~]\s*(\d{1,2}:\d{2})$/.exec(part) ?? [];
  const days = daysOf(said.trim());
  const [from, to] = [first.padStart(5, '0'), last.padStart(5, '0')];
  return days && openingTime.test(from) && closingTime.test(to) ? { days, from, to } : undefined;
}

/** Without a word of days: all of them; `0`: none. */
function daysOf(said: string): number[] | undefined {
  if (said === noDay) return [];
  if (said === '' || said === '每天') return [1, 2, 3, 4, 5, 6, 7];
  const numbered = said
    .replaceAll(/周|星期/g, '')
    .replaceAll('天', '日')
    .replaceAll(/[一二三四五六日]/g, (day) => String(weekdays.indexOf(day) + 1));
  const days = new Set<number>();
  for (const span of numbered.split(/[,、]/)) {
    const [, first, last = first] = /^\s*([1-7])(?:\s*[-~]\s*([1-7]))?\s*$/.exec(span) ?? [];
    if (first === undefined || Number(last) < Number(first)) return undefined;
    for (let day = Number(first); day <= Number(last); day += 1) days.add(day);
  }
  return [...days].sort((a, b) => a - b);
}

function cellOfDays(days: readonly number[]): string {
  if (days.length === 0) return noDay;
  const ordered = [...days].sort((a, b) => a - b);
  const [first = 1, last = first] = [ordered[0], ordered.at(-1)];
  const isSpan = ordered.length > 2 && last - first === ordered.length - 1;
  return isSpan ? `${first}-${last}` : ordered.join(',');
}

function dayOf(text: string): number | undefined {
  const [, year, month = '', day = ''] = /^\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})\s*$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  // 2026-02-31 is read as a day of March.
  return Number.isNaN(at) || dateText(at / dayMs) !== date ? undefined : at / dayMs;
}

function dateText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
