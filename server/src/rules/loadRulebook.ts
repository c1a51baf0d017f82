/** Reads the rulebook from its YAML files. A rule that breaks the schema stops the start, with file, line and reason. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RuleSummary } from '@mingchu/shared/live';
import { Value } from 'typebox/value';
import { LineCounter, parseDocument, type YAMLMap, YAMLSeq, isMap } from 'yaml';
import { localMidnight, type Rule, type Rulebook, ruleSchemas } from '@mingchu/shared/rulebook';

/** @throws Error `file:line: reason` for the first thing that is wrong */
export function loadRulebook(dir: string): Rulebook {
  const files = readdirSync(dir)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  if (files.length === 0) throw new Error(`${dir}: no *.yaml file in the rulebook`);
  const rules = files.flatMap((name) => parseRules(name, readFileSync(join(dir, name), 'utf8')));
  const changeTimes = [...new Set(rules.map((entry) => localMidnight(entry.rule.effectiveFrom)))];
  refuseDoubles(rules);
  return { rules: rules.map((entry) => entry.rule), changeTimes: changeTimes.sort((a, b) => a - b) };
}

interface PlacedRule {
  rule: Rule;
  place: string;
}

/** The rules of one file's text. */
export function parseRules(file: string, text: string): PlacedRule[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number) => `${basename(file)}:${lines.linePos(offset).line}`;
  const [syntaxError] = document.errors;
  if (syntaxError) throw new Error(`${at(syntaxError.pos[0])}: ${syntaxError.message.split('\n')[0]}`);
  const list = document.get('rules', true);
  if (!(list instanceof YAMLSeq)) throw new Error(`${basename(file)}:1: needs a list "rules"`);
  return list.items.map((node) => {
    if (!isMap(node)) throw new Error(`${at(offsetOf(node) ?? 0)}: a rule must be a mapping`);
    const place = at(offsetOf(node) ?? 0);
    const value: unknown = node.toJS(document);
    const kind = (value as { kind?: unknown }).kind;
    if (typeof kind !== 'string' || !(kind in ruleSchemas)) {
      throw new Error(
        `${lineOf(node, ['kind'], at) ?? place}: kind must be one of ${Object.keys(ruleSchemas).join(', ')}`,
      );
    }
    const schema = ruleSchemas[kind as keyof typeof ruleSchemas];
    if (!Value.Check(schema, value)) throw new Error(firstFault(node, { schema, value, at, place }));
    return { rule: value as Rule, place };
  });
}

function firstFault(
  node: YAMLMap,
  options: {
    schema: (typeof ruleSchemas)[keyof typeof ruleSchemas];
    value: unknown;
    at: (offset: number) => string;
    place: string;
  },
): string {
  const errors = [...Value.Errors(options.schema, options.value)];
  // A union reports each branch that failed: the deepest path says most.
  const [worst] = errors.sort((a, b) => b.instancePath.length - a.instancePath.length);
  const path = (worst?.instancePath ?? '').split('/').slice(1);
  const unknown = worst?.keyword === 'boolean' ? path.at(-1) : undefined;
  const id = (options.value as { id?: string }).id ?? '?';
  const where = lineOf(node, path, options.at) ?? options.place;
  const allowed = errors
    .filter((error) => error.keyword === 'const' && error.instancePath === worst?.instancePath)
    .map((error) => String((error.params as { allowedValue?: unknown }).allowedValue));
  const reason =
    unknown !== undefined
      ? 'is not a key of this kind of rule'
      : allowed.length > 0
        ? `must be one of ${allowed.join(', ')}`
        : (worst?.message ?? 'breaks the schema');
  return `${where}: rule ${id}: ${path.join('.') || 'rule'} ${reason}`;
}

/** Place of the deepest key on the path that exists. */
function lineOf(node: YAMLMap, path: string[], at: (offset: number) => string): string | undefined {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? node : node.getIn(path.slice(0, depth - 1), true);
    if (!isMap(parent)) continue;
    const pair = parent.items.find((item) => String(item.key) === path[depth - 1]);
    const offset = offsetOf(pair?.key);
    if (offset !== undefined) return at(offset);
  }
  return undefined;
}

function offsetOf(node: unknown): number | undefined {
  return (node as { range?: [number, number, number] | null } | undefined)?.range?.[0];
}

function refuseDoubles(rules: PlacedRule[]): void {
  const seen = new Map<string, string>();
  for (const { rule, place } of rules) {
    for (const key of [
      `${rule.id} version ${rule.version}`,
      `${rule.id} effective from ${rule.effectiveFrom}`,
    ]) {
      const other = seen.get(key);
      if (other) throw new Error(`${place}: rule ${key} stands already at ${other}`);
      seen.set(key, place);
    }
  }
}

/** What screens need to name the rules: the latest version of each. */
export function ruleSummaries(rulebook: Rulebook): RuleSummary[] {
  const latest = new Map<string, Rule>();
  for (const rule of rulebook.rules) {
    const other = latest.get(rule.id);
    if (!other || other.effectiveFrom < rule.effectiveFrom) latest.set(rule.id, rule);
  }
  return [...latest.values()].map((rule) => {
    const { id, version, title, severity, legalBasis } = rule;
    const { kind, deviceKinds, params, latched, autoDispatch } = rule;
    const condition = { kind, deviceKinds, params, latched, autoDispatch };
    return { id, version, title, severity, legalBasis, shelvable: rule.shelvable !== false, condition };
  });
}
