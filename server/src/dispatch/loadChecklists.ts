/** Reads the checklists of reports. A mistake stops the start with one line: file, line and reason. */
import { readFileSync } from 'node:fs';
import { type Checklist, ChecklistFile } from '@mingchu/shared/report';
import { Compile } from 'typebox/compile';
import { LineCounter, parseDocument } from 'yaml';
import { lineOf, pathOf, type YamlPath } from './yamlPlace.ts';

const validator = Compile(ChecklistFile);

export interface Checklists {
  all: readonly Checklist[];
  /** The checklist for violations of this rule; undefined when none names it. */
  forRule(ruleId: string): Checklist | undefined;
}

/** `ruleIds`: every rule must have its checklist, and no other rule may be named. Throws `file:line: reason`. */
export function loadChecklists(file: string, ruleIds?: readonly string[]): Checklists {
  return parseChecklists(readFileSync(file, 'utf8'), { file, ...(ruleIds === undefined ? {} : { ruleIds }) });
}

/** The same for a text; `file` is only named in errors. */
export function parseChecklists(
  text: string,
  { file, ruleIds }: { file: string; ruleIds?: readonly string[] },
): Checklists {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [mistake] = document.errors;
  if (mistake !== undefined)
    throw new Error(`${file}:${mistake.linePos?.[0].line ?? 1}: ${mistake.message.split('\n')[0] ?? ''}`);
  const fail = (path: YamlPath, reason: string): never => {
    throw new Error(`${file}:${lineOf(document, lineCounter, path)}: ${[...path, reason].join(' ')}`);
  };
  const content: unknown = document.toJS();
  if (!validator.Check(content)) {
    const [error] = validator.Errors(content);
    return fail(pathOf(error?.instancePath ?? ''), error?.message ?? 'is no list of checklists');
  }
  const byRule = new Map<string, Checklist>();
  content.checklists.forEach((checklist, index) => {
    const at = ['checklists', index];
    const ids = checklist.questions.map((question) => question.id);
    const twice = ids.findIndex((id, place) => ids.indexOf(id) !== place);
    if (twice >= 0) fail([...at, 'questions', twice], `"${ids[twice]}" is asked twice`);
    checklist.rules.forEach((rule, place) => {
      if (byRule.has(rule)) fail([...at, 'rules', place], `"${rule}" has a checklist already`);
      if (ruleIds !== undefined && !ruleIds.includes(rule))
        fail([...at, 'rules', place], `"${rule}" is no rule of the rulebook`);
      byRule.set(rule, checklist);
    });
  });
  const without = ruleIds?.find((rule) => !byRule.has(rule));
  if (without !== undefined) fail(['checklists'], `no checklist is for the rule "${without}"`);
  return { all: content.checklists, forRule: (ruleId) => byRule.get(ruleId) };
}
