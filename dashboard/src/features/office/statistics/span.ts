/** Spans of time that the statistics are asked for. */
export const spanDays = [1, 7, 30, 90] as const;
export type SpanDays = (typeof spanDays)[number];

const dayMs = 86_400_000;
const localOffsetMs = 8 * 3_600_000;

export interface Span {
  from: string;
  to: string;
}

/** The days up to the end of today, local time, and as many before them. */
export function spansOf(days: SpanDays, nowMs: number): { present: Span; before: Span } {
  const tomorrowMs = (Math.floor((nowMs + localOffsetMs) / dayMs) + 1) * dayMs - localOffsetMs;
  const at = (daysAgo: number) => new Date(tomorrowMs - daysAgo * dayMs).toISOString();
  return { present: { from: at(days), to: at(0) }, before: { from: at(2 * days), to: at(days) } };
}

/** As a query. */
export function spanQuery({ from, to }: Span): string {
  return `from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`;
}

/** Its days in district time, `YYYY-MM-DD`. */
export function daysOf({ from, to }: Span): string[] {
  const [first, end] = [Date.parse(from) + localOffsetMs, Date.parse(to) + localOffsetMs];
  const count = Math.round((end - first) / dayMs);
  return Array.from({ length: count }, (_none, day) =>
    new Date(first + day * dayMs).toISOString().slice(0, 10),
  );
}
