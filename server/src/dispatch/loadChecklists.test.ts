import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadRulebook } from '../rules/loadRulebook.ts';
import { loadChecklists, parseChecklists } from './loadChecklists.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const file = at('policy/checklists.yaml');
const text = readFileSync(file, 'utf8');
const ruleIds = loadRulebook(at('rulebook')).rules.map((rule) => rule.id);

/** The file with one part changed; answers the message of the refusal. */
function refusal(from: string, to: string): string {
  expect(text).toContain(from);
  try {
    parseChecklists(text.replace(from, to), { file: 'checklists.yaml', ruleIds });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('was not refused');
}
const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

describe('the checklists that ship', () => {
  it('[RE1] have one for every rule of the rulebook', () => {
    const checklists = loadChecklists(file, ruleIds);
    for (const ruleId of ruleIds) expect(checklists.forRule(ruleId)?.rules).toContain(ruleId);
  });

  it('[RE1] refuse a mistake with file, line and reason', () => {
    expect(refusal('[no-hat, no-mask', '[no-hats, no-mask')).toBe(
      `checklists.yaml:${lineOf('rules: [no-hat')}: checklists 0 rules 0 "no-hats" is no rule of the rulebook`,
    );
    expect(refusal('[no-hat, ', '[')).toMatch(
      /^checklists.yaml:\d+: .*no checklist is for the rule "no-hat"$/,
    );
    expect(refusal('rodent-seen, animal-seen', 'rodent-seen, no-hat')).toMatch(
      /"no-hat" has a checklist already$/,
    );
    expect(refusal('id: people', 'id: seen')).toMatch(/"seen" is asked twice$/);
    expect(refusal('kind: yes-no', 'kind: maybe')).toMatch(/^checklists.yaml:\d+: .*kind/);
    expect(refusal('checklists:', 'checklists: [')).toMatch(/^checklists.yaml:\d+: /);
  });
});
