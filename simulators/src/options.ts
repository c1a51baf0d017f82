/** The command line of the simulators. */
import { parseArgs } from 'node:util';
import { UsageError } from './usageError.ts';

export interface Options {
  /** `demo`, or the name of a scenario. */
  scenario: string;
  /** The scenario's own when left out. */
  seed: number | undefined;
  sites: number;
  speed: number;
  broker: string;
  api: string | undefined;
  password: string | undefined;
  /** Prints what scenarios there are and ends. */
  list: boolean;
  /** Holds what came of the scenario against its outcome; ends with 1 when they differ. */
  expect: boolean;
}

/** Reads the arguments; `--server` is another name of `--api`, `--demo` of `--scenario demo`. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const api = values.api ?? values.server;
  const password = values.password ?? env['DEMO_PASSWORD'];
  if (api && !password) throw new UsageError('set DEMO_PASSWORD or --password to sign in at the API');
  return {
    scenario: values.demo ? 'demo' : values.scenario,
    seed: values.seed === undefined ? undefined : number('seed', values.seed, 0),
    sites: number('scale', values.scale, 1),
    speed: number('speed', values.speed, 0.01),
    broker: values.broker,
    api,
    password,
    list: values.list,
    expect: values.expect,
  };
}

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      scenario: { type: 'string', default: 'demo' },
      demo: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      expect: { type: 'boolean', default: false },
      seed: { type: 'string' },
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
