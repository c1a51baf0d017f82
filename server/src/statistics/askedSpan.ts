/** The span of time that a question is about. */
import { Type } from 'typebox';
import { ProblemError } from '../platform/http/problem.ts';
import type { Span } from './statisticsStore.ts';

const dayMs = 86_400_000;
/** Longest span of one question. */
const maxSpanDays = 366;
const defaultSpanDays = 7;

export const spanQuery = {
  from: Type.Optional(Type.String({ format: 'date-time' })),
  to: Type.Optional(Type.String({ format: 'date-time' })),
};

/** The last 7 days if nothing else is asked for. Throws ProblemError 400 for an empty or too long one. */
export function spanOf(query: { from?: string; to?: string }, nowMs: number): Span {
  const to = query.to === undefined ? new Date(nowMs + 1) : new Date(query.to);
  const from =
    query.from === undefined ? new Date(to.getTime() - defaultSpanDays * dayMs) : new Date(query.from);
  const spanMs = to.getTime() - from.getTime();
  if (!(spanMs > 0)) throw new ProblemError(400, 'empty-time-span', '`from` must be before `to`.');
  if (spanMs > maxSpanDays * dayMs)
    throw new ProblemError(400, 'time-span-too-long', `At most ${maxSpanDays} days at once.`);
  return { from, to };
}

/** As the record has it. */
export function spanText({ from, to }: Span): { from: string; to: string } {
  return { from: from.toISOString(), to: to.toISOString() };
}
