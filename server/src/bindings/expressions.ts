/**
 * Expressions of administrators, in JSONata, over `{ value, unit }`. They run for each message, so they may only
 * calculate: no function of one's own (it could call itself for ever), no regular expression (it could look for ever),
 * no text that is run as code. What is left ends by itself; time, depth and length are bounded besides.
 */
import jsonata from 'jsonata';
import type { Compute } from './model/mapValues.ts';

export const maxExpressionChars = 500;
/**
 * Real ms, nested calls and items that one evaluation may take. What is allowed ends after some thousand steps; the
 * time is long because it also passes while others use the machine, and a value must not be lost for that.
 */
const bounds = { timeout: 1_000, stack: 50, sequence: 100 };

/** Functions that calculate in bounded time and space. */
const allowedFunctions = new Set([
  'abs',
  'ceil',
  'floor',
  'round',
  'power',
  'sqrt',
  'number',
  'sum',
  'max',
  'min',
  'average',
  'count',
  'boolean',
  'not',
  'exists',
  'string',
  'length',
  'lowercase',
  'uppercase',
  'trim',
  'contains',
  'substring',
  'substringBefore',
  'substringAfter',
  'lookup',
]);
/** Kinds of nodes whose evaluation ends, once what is below them ends. */
const allowedNodes = new Set([
  'binary',
  'unary',
  'function',
  'condition',
  'block',
  'path',
  'name',
  'string',
  'number',
  'value',
  'variable',
  'apply',
  'filter',
]);

/** `at` counts characters from 1. */
export type Compiled = { compute: Compute } | { mistake: string; at: number };

export function compileExpression(text: string): Compiled {
  if (text.length > maxExpressionChars)
    return { mistake: `longer than ${maxExpressionChars} characters`, at: maxExpressionChars + 1 };
  let expression: jsonata.Expression;
  try {
    expression = jsonata(text, bounds);
  } catch (error) {
    const { message, position } = error as jsonata.JsonataError;
    return { mistake: message, at: Math.max(1, position ?? 1) };
  }
  const mistake = findForbidden(expression.ast());
  if (mistake) return mistake;
  return {
    compute: async (input) => {
      // What it cannot calculate from this value is no number, and says so in the tester.
      const result: unknown = await expression.evaluate(input).catch(() => undefined);
      if (typeof result === 'boolean') return result ? 1 : 0;
      return typeof result === 'number' && Number.isFinite(result) ? result : null;
    },
  };
}

/** The first node that must not be there. A node is anything with a `type`; the tree is walked whatever its fields are. */
function findForbidden(node: unknown): { mistake: string; at: number } | null {
  if (typeof node !== 'object' || node === null) return null;
  if (Array.isArray(node)) return firstOf(node);
  const { type, position, value } = node as { type?: unknown; position?: number; value?: unknown };
  const at = Math.max(1, position ?? 1);
  if (typeof type === 'string') {
    if (!allowedNodes.has(type)) return { mistake: `${nameOf(type)} may not stand here`, at };
    if (type === 'binary' && (value === '..' || value === ':='))
      return { mistake: `${String(value)} may not stand here`, at };
    if (type === 'function' && calledName(node) === null)
      return { mistake: 'only a function with a name may be called', at };
    const called = calledName(node);
    if (called !== null && !allowedFunctions.has(called))
      return { mistake: `there is no function $${called} here`, at };
  }
  return firstOf(Object.values(node));
}

function firstOf(nodes: unknown[]): { mistake: string; at: number } | null {
  for (const node of nodes) {
    const found = findForbidden(node);
    if (found) return found;
  }
  return null;
}

/** Of a call, or of a function handed on by `~>`: a variable that is not `$` or `$$`. */
function calledName(node: object): string | null {
  const { type, procedure, value } = node as {
    type?: string;
    value?: unknown;
    procedure?: { type?: string; value?: unknown };
  };
  if (type === 'function') return procedure?.type === 'variable' ? String(procedure.value) : null;
  return type === 'variable' && value !== '' && value !== '$' ? String(value) : null;
}

function nameOf(type: string): string {
  if (type === 'lambda' || type === 'partial') return 'a function of one’s own';
  if (type === 'regex') return 'a regular expression';
  return type;
}
