/** The first thing that is wrong with a rule as text: for the log in a sentence, for screens as data. */
import type { RuleFault, RuleMistake } from '@mingchu/shared/rulebookTrial';

/** The message is `file:line: reason`. */
export class RuleMistakeError extends Error {
  readonly mistake: RuleMistake;
  constructor(
    { file, line }: Place,
    reason: string,
    { fault, ruleId = '', key = '', allowed = '' }: { fault: RuleFault } & Partial<RuleMistake>,
  ) {
    super(`${file}:${line}: ${reason}`);
    this.name = 'RuleMistakeError';
    this.mistake = { line, fault, ruleId, key, allowed };
  }
}

/** Where in the rulebook; `line` from 1. */
export interface Place {
  file: string;
  line: number;
}

/** What TypeBox says about one value. */
export interface SchemaError {
  keyword: string;
  instancePath: string;
  message: string;
  params: object;
}

/** What is wrong at the deepest path, its keys, and the same in English. Pure. */
export function schemaFault(errors: readonly SchemaError[]): {
  fault: RuleFault;
  path: string[];
  allowed: string;
  reason: string;
} {
  // A union reports each branch that failed: the deepest path says most.
  const [worst] = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
  const path = (worst?.instancePath ?? '').split('/').slice(1);
  const reason = worst?.message ?? 'breaks the schema';
  const params = (worst?.params ?? {}) as Record<string, unknown>;
  const words = errors
    .filter(({ keyword, instancePath }) => keyword === 'const' && instancePath === worst?.instancePath)
    .map((error) => String((error.params as { allowedValue?: unknown }).allowedValue));
  if (worst?.keyword === 'boolean')
    return { fault: 'unknown-key', path, allowed: '', reason: 'is not a key of this kind of rule' };
  if (words.length > 0) {
    const allowed = words.join(', ');
    return { fault: 'not-one-of', path, allowed, reason: `must be one of ${allowed}` };
  }
  if (worst?.keyword === 'required') {
    const [missing] = (params['requiredProperties'] as string[] | undefined) ?? [];
    return { fault: 'missing-key', path: [...path, String(missing)], allowed: '', reason: 'is missing' };
  }
  const { limit } = params as { limit?: number };
  const allowed = limit === undefined ? '' : String(limit);
  return { fault: faultOf(worst?.keyword ?? '', params['type']), path, allowed, reason };
}

const typeFaults: Record<string, RuleFault> = {
  number: 'not-a-number',
  integer: 'not-a-number',
  boolean: 'not-yes-or-no',
  string: 'not-text',
};

function faultOf(keyword: string, type: unknown): RuleFault {
  if (keyword === 'type') return typeFaults[String(type)] ?? 'wrong-form';
  if (keyword === 'minimum' || keyword === 'exclusiveMinimum') return 'too-low';
  if (keyword === 'maximum' || keyword === 'exclusiveMaximum') return 'too-high';
  return 'wrong-form';
}
