/** Reads the rulebook from its YAML files. A rule that breaks the schema stops the start, with file, line and reason. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RuleSummary } from '@mingchu/shared/live';
import { Value } from 'typebox/value';
import { LineCounter, parseDocument, type YAMLMap, YAMLSeq, isMap } from 'yaml';
import { type Place, RuleMistakeError, schemaFault } from './ruleMistake.ts';
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
  place: Place;
}

type At = (offset: number) => Place;

/**
 * The rules of one file's text.
 * @throws RuleMistakeError for the first thing that is wrong
 */
export function parseRules(file: string, text: string): PlacedRule[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at: At = (offset) => ({ file: basename(file), line: lines.linePos(offset).line });
  const [broken] = document.errors;
  if (broken)
    throw new RuleMistakeError(at(broken.pos[0]), broken.message.split('\n')[0] ?? '', {
      fault: 'broken-yaml',
    });
  const list = document.get('rules', true);
  if (!(list instanceof YAMLSeq))
    throw new RuleMistakeError({ ...at(0), line: 1 }, 'needs a list "rules"', { fault: 'no-rules' });
  return list.items.map((node) => {
    const place = at(offsetOf(node) ?? 0);
    if (!isMap(node)) throw new RuleMistakeError(place, 'a rule must be a mapping', { fault: 'not-a-rule' });
    const value: unknown = node.toJS(document);
    const { kind, id = '?' } = value as { kind?: unknown; id?: string };
    if (typeof kind !== 'string' || !(kind in ruleSchemas)) {
      const allowed = Object.keys(ruleSchemas).join(', ');
      throw new RuleMistakeError(lineOf(node, ['kind'], at) ?? place, `kind must be one of ${allowed}`, {
        fault: 'unknown-kind',
        ruleId: id,
        key: 'kind',
        allowed,
      });
    }
    const schema = ruleSchemas[kind as keyof typeof ruleSchemas];
    if (!Value.Check(schema, value)) {
      const { fault, path, allowed, reason } = schemaFault([...Value.Errors(schema, value)]);
      const key = path.join('.');
      const where = lineOf(node, path, at) ?? place;
      const said = `rule ${id}: ${key || 'rule'} ${reason}`;
      throw new RuleMistakeError(where, said, { fault, ruleId: id, key, allowed });
    }
    return { rule: value as Rule, place };
  });
}

/** Place of the deepest key on the path that exists. */
function lineOf(node: YAMLMap, path: string[], at: At): Place | undefined {
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
  const seen = new Map<string, Place>();
  for (const { rule, place } of rules) {
    for (const key of [
      `${rule.id} version ${rule.version}`,
      `${rule.id} effective from ${rule.effectiveFrom}`,
    ]) {
      const other = seen.get(key);
      if (other)
        throw new Error(
          `${place.file}:${place.line}: rule ${key} stands already at ${other.file}:${other.line}`,
        );
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
