import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadPolicy, parsePolicy } from './loadPolicy.ts';

const file = fileURLToPath(new URL('../../policy/escalation.yaml', import.meta.url));
const text = readFileSync(file, 'utf8');

/** The policy with one line changed; answers the message of the refusal. */
function refusal(from: string, to: string): string {
  expect(text).toContain(from);
  try {
    parsePolicy(text.replace(from, to), 'escalation.yaml');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('was not refused');
}
const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

describe('the escalation policy', () => {
  it('[DL13] ships with the ten-minute promise for every severity', () => {
    const { severities } = loadPolicy(file);
    for (const ladder of Object.values(severities)) {
      expect(ladder).toMatchObject({
        offerExpiresS: 120,
        unheardS: 120,
        warnS: 420,
        dueS: 600,
        escalateS: 900,
      });
    }
  });

  it('[DL14] refuses a mistake with file, line and reason', () => {
    const line = lineOf('warnS: 420');
    expect(refusal('warnS: 420', 'warnS: soon')).toBe(
      `escalation.yaml:${line}: severities critical warnS must be integer`,
    );
    expect(refusal('warnS: 420', 'warnS: 600')).toBe(
      `escalation.yaml:${line}: severities critical warnS must come before dueS`,
    );
    expect(refusal('unheardS: 120', 'unheardS: 600')).toMatch(/unheardS must be shorter than dueS$/);
    expect(refusal('escalateS: 900', 'escalateS: 500')).toMatch(/escalateS must come after dueS$/);
    expect(refusal('[leader,', '[mayor,')).toMatch(
      new RegExp(`^escalation.yaml:${lineOf('breachTells: [')}: .* "mayor" is none of`),
    );
    expect(refusal('severities:', 'severities: [')).toMatch(/^escalation.yaml:\d+: /);
    expect(refusal('version: "1"\n', '')).toMatch(/^escalation.yaml:1: .*version/);
  });
});
