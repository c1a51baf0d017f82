import { describe, expect, it } from 'vitest';
import { compileExpression } from './expressions.ts';

const run = async (text: string, value: number | string | boolean, unit: string | null = null) => {
  const compiled = compileExpression(text);
  if ('mistake' in compiled) throw new Error(compiled.mistake);
  return compiled.compute({ value, unit });
};

describe('[DF102] an expression of the mapping', () => {
  it.each([
    ['(value - 32) * 5 / 9', 41, 5],
    ['$round(value / 3, 1)', 10, 3.3],
    ['unit = "F" ? (value - 32) / 1.8 : value', 7, 7],
    ['value = "open"', 'open', 1],
    ['value ~> $number', '12.5', 12.5],
    ['$number($substringBefore(value, " "))', '4.5 °C', 4.5],
    ['$lookup({"low": 10, "high": 90}, value)', 'high', 90],
    ['value in ["wet", "leak"]', 'wet', 1],
  ])('%s of %s is %s', async (text, value, number) => {
    expect(await run(text, value)).toBe(number);
  });

  it('makes none of what it cannot calculate', async () => {
    expect(await run('$number(value)', 'warm')).toBeNull();
    expect(await run('value / 0', 1)).toBeNull();
    expect(await run('other', 1)).toBeNull();
    expect(await run('value', 'text')).toBeNull();
  });

  it.each([
    ['value >', 8],
    ['(value', 7],
    ['value + $foo(1)', 12],
    ['$eval("value")', 6],
    ['function($x) { $x }(value)', 20],
    ['($f := 1; $f)', 5],
    ['value ~> $map(function($v) { $v })', 14],
    ['$count([1..1000000])', 10],
    ['$contains(value, /(a+)+$/)', 25],
    ['value.**', 8],
    ['$random()', 8],
    ['value ~> |a|{}|', 10],
  ])('refuses %s at character %s', (text, at) => {
    const compiled = compileExpression(text);
    expect(compiled).toHaveProperty('mistake');
    if ('mistake' in compiled) expect(Math.abs(compiled.at - at)).toBeLessThanOrEqual(3);
  });

  it('refuses one that is too long', () => {
    expect(compileExpression(`value${' + 1'.repeat(200)}`)).toMatchObject({ at: 501 });
  });
});
