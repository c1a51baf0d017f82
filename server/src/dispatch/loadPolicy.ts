/** Reads the escalation policy. A mistake stops the start with one line: file, line and reason. */
import { readFileSync } from 'node:fs';
import { EscalationPolicy, type LadderPolicy, toldWords } from '@mingchu/shared/policy';
import { severities } from '@mingchu/shared/violation';
import { Compile } from 'typebox/compile';
import { LineCounter, parseDocument } from 'yaml';
import { lineOf, pathOf, type YamlPath } from './yamlPlace.ts';

const validator = Compile(EscalationPolicy);

/** Throws an Error whose message is `file:line: reason`. */
export function loadPolicy(file: string): EscalationPolicy {
  return parsePolicy(readFileSync(file, 'utf8'), file);
}

/** The same for a text; `file` is only named in errors. */
export function parsePolicy(text: string, file: string): EscalationPolicy {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [mistake] = document.errors;
  if (mistake !== undefined) {
    throw new Error(`${file}:${mistake.linePos?.[0].line ?? 1}: ${mistake.message.split('\n')[0] ?? ''}`);
  }
  const fail = (path: YamlPath, reason: string): never => {
    throw new Error(`${file}:${lineOf(document, lineCounter, path)}: ${[...path, reason].join(' ')}`);
  };
  const policy: unknown = document.toJS();
  if (!validator.Check(policy)) {
    const [error] = validator.Errors(policy);
    return fail(pathOf(error?.instancePath ?? ''), error?.message ?? 'is not a policy');
  }
  checkPolicy(policy, fail);
  return policy;
}

/** What a schema cannot say: the order of the steps, and who may be named. `fail` is called with the first mistake. */
export function checkPolicy(policy: EscalationPolicy, fail: (path: YamlPath, reason: string) => never): void {
  for (const severity of severities) {
    const { offerExpiresS } = policy.severities[severity];
    if (policy.askAgain !== undefined && policy.askAgain.pauseS <= offerExpiresS)
      fail(['askAgain', 'pauseS'], 'must be longer than offerExpiresS');
    checkLadder(policy.severities[severity], (path, reason) =>
      fail(['severities', severity, ...path], reason),
    );
  }
}

function checkLadder(ladder: LadderPolicy, fail: (path: YamlPath, reason: string) => never): void {
  if (ladder.unheardS !== undefined && ladder.unheardS >= ladder.dueS)
    fail(['unheardS'], 'must be shorter than dueS');
  if (ladder.offerExpiresS >= ladder.dueS) fail(['offerExpiresS'], 'must be shorter than dueS');
  if (ladder.warnS >= ladder.dueS) fail(['warnS'], 'must come before dueS');
  if (ladder.escalateS <= ladder.dueS) fail(['escalateS'], 'must come after dueS');
  for (const list of ['breachTells', 'escalateTells'] as const) {
    ladder[list].forEach((word, index) => {
      if (!(toldWords as readonly string[]).includes(word))
        fail([list, index], `"${word}" is none of ${toldWords.join(', ')}`);
    });
  }
}
