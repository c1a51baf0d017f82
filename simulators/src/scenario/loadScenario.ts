/** Reads scenarios from their YAML files; a mistake is one line with file, line and reason. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../usageError.ts';
import { happeningNames, Scenario } from './scenario.ts';

const folder = fileURLToPath(new URL('../../scenarios', import.meta.url));

/** Names of all scenarios, in order of the alphabet. */
export function scenarioNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** Throws a UsageError that names the scenarios there are, or the line that is wrong. */
export function loadScenario(name: string): Scenario {
  const names = scenarioNames();
  if (!names.includes(name))
    throw new UsageError(`no scenario "${name}"; there are: demo, ${names.join(', ')}`);
  return parseScenario(`${name}.yaml`, readFileSync(join(folder, `${name}.yaml`), 'utf8'));
}

/** The scenario in a file's text. */
export function parseScenario(file: string, text: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number) => `${file}:${lines.linePos(offset).line}`;
  const [syntaxError] = document.errors;
  if (syntaxError) throw new UsageError(`${at(syntaxError.pos[0])}: ${syntaxError.message.split('\n')[0]}`);
  const placeOf = (path: string[]): string => {
    for (let length = path.length; length > 0; length--) {
      const keys = path.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      const node = document.getIn(keys, true);
      if (isNode(node) && node.range) return at(node.range[0]);
    }
    return `${file}:1`;
  };
  const value: unknown = document.toJS();
  for (const error of Value.Errors(Scenario, value)) {
    const path = error.instancePath.split('/').slice(1);
    throw new UsageError(`${placeOf(path)}: ${path.join(' ') || 'scenario'} ${error.message}`);
  }
  const scenario = value as Scenario;
  scenario.events.forEach((event, index) => {
    const said = happeningNames.filter((name) => event[name] !== undefined);
    if (said.length !== 1)
      throw new UsageError(
        `${placeOf(['events', String(index)])}: an event needs one of ${happeningNames.join(', ')}`,
      );
  });
  return scenario;
}
