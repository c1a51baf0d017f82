/** The command line of the simulators. */
import { parseArgs } from 'node:util';

/** Something a person can mend; shown as one line. */
export class UsageError extends Error {}

export interface Options {
  seed: number;
  sites: number;
  speed: number;
  broker: string;
  api: string | undefined;
  password: string | undefined;
}

/** Reads the arguments; `--server` is another name of `--api`, `--demo` of `--scenario demo`. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  if (values.scenario !== 'demo') throw new UsageError(`no scenario "${values.scenario}"; there is: demo`);
  const api = values.api ?? values.server;
  const password = values.password ?? env['DEMO_PASSWORD'];
  if (api && !password) throw new UsageError('set DEMO_PASSWORD or --password to sign in at the API');
  return {
    seed: number('seed', values.seed, 0),
    sites: number('scale', values.scale, 1),
    speed: number('speed', values.speed, 0.01),
    broker: values.broker,
    api,
    password,
  };
}

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      scenario: { type: 'string', default: 'demo' },
      demo: { type: 'boolean', default: false },
      seed: { type: 'string', default: '7' },
      scale: { type: 'string', default: '200' },
      speed: { type: 'string', default: '1' },
      broker: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
      api: { type: 'string' },
      server: { type: 'string' },
      password: { type: 'string' },
    },
  }).values;
}

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least)
    throw new UsageError(`--${name} must be a number from ${least}`);
  return value;
}
