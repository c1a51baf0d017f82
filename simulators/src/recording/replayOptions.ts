/** The command line of a replay. */
import { parseArgs } from 'node:util';
import { UsageError } from '../usageError.ts';
import type { Disturbance } from './disturb.ts';
import type { KeptWay } from './playRecording.ts';
import { readDuration, readNumber, readPart } from './readWords.ts';

export interface ReplayOptions {
  files: string[];
  /** A system of its own, with its clock at the beginning of the recording. */
  embedded: boolean;
  url: string;
  username: string | undefined;
  password: string | undefined;
  /** Where the violations are read that come of it, and the chief's password there. */
  api: string | undefined;
  apiPassword: string | undefined;
  /** `Infinity`: as fast as the broker takes it. */
  speed: number;
  /** What becomes of messages that were kept from before the recording. */
  kept: KeptWay;
  fromMs: number;
  toMs: number;
  disturbance: Disturbance;
  /** File of the kitchen that it plays in; its sites and bindings are made there. */
  kitchen: string | undefined;
  /** Holds what came of it against the kitchen's outcome. */
  expect: boolean;
  /** Leaves the embedded system running until it is stopped. */
  keep: boolean;
}

/** At 120 times the speed of life the 30 s of the skew limit last a quarter of a second. */
const maxEmbeddedSpeed = 120;

export const replayUsage = `npm run replay -- FILE.jsonl.gz … [--speed N|max] [--from 10m] [--to 20m]
    [--loss 1%] [--duplicate 1%] [--reorder 2%] [--skew 90s] [--seed N]
  into a broker:     [--url mqtt://127.0.0.1:1883] [--username … --password …] [--kept only]
                     [--api http://localhost:8080 --api-password …]
  or a new system:   --embedded [--kitchen KITCHEN.yaml] [--expect] [--keep]
Passwords may stand in MQTT_PASSWORD and DEMO_PASSWORD. A negative skew is written --skew=-90s.`;

export function readReplayOptions(args: string[], env: NodeJS.ProcessEnv): ReplayOptions {
  try {
    return read(args, env);
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\n${replayUsage}`, { cause });
  }
}

function read(args: string[], env: NodeJS.ProcessEnv): ReplayOptions {
  const { values, positionals: files } = parse(args);
  const { embedded, expect, keep, kitchen, api } = values;
  if (files.length === 0) throw new UsageError('name at least one recording');
  const speed = values.speed === 'max' ? Number.POSITIVE_INFINITY : readNumber('speed', values.speed, 0.01);
  if (embedded && speed > maxEmbeddedSpeed)
    throw new UsageError(`--embedded plays at most at ${maxEmbeddedSpeed} times the speed of life`);
  if (embedded && (api || values.url)) throw new UsageError('--embedded has a broker and an API of its own');
  if (!embedded && (kitchen || keep)) throw new UsageError('--kitchen and --keep go with --embedded');
  if (expect && !kitchen) throw new UsageError('--expect needs the --kitchen that says what is expected');
  if (values.kept !== undefined && values.kept !== 'only')
    throw new UsageError('--kept is only: plays what was kept and nothing else');
  if (embedded && values.kept) throw new UsageError('--embedded takes what was kept as kept');
  const apiPassword = values['api-password'] ?? env['DEMO_PASSWORD'];
  if (api && !apiPassword) throw new UsageError('set DEMO_PASSWORD or --api-password to sign in at the API');
  const part = (name: 'loss' | 'duplicate' | 'reorder') => readPart(name, values[name]);
  return {
    files,
    embedded,
    expect,
    keep,
    kitchen,
    api,
    apiPassword,
    // What a broker is to keep has no moment of its own.
    speed: values.kept ? Number.POSITIVE_INFINITY : speed,
    kept: embedded ? 'as-kept' : (values.kept ?? 'left-out'),
    url: values.url ?? 'mqtt://127.0.0.1:1883',
    username: values.username,
    password: values.password ?? env['MQTT_PASSWORD'],
    fromMs: values.from === undefined ? 0 : readDuration('from', values.from),
    toMs: values.to === undefined ? Number.POSITIVE_INFINITY : readDuration('to', values.to),
    disturbance: {
      loss: part('loss'),
      duplicate: part('duplicate'),
      reorder: part('reorder'),
      skewMs: readDuration('skew', values.skew),
      seed: readNumber('seed', values.seed, 0),
    },
  };
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      embedded: { type: 'boolean', default: false },
      expect: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      kitchen: { type: 'string' },
      url: { type: 'string' },
      username: { type: 'string' },
      password: { type: 'string' },
      api: { type: 'string' },
      'api-password': { type: 'string' },
      kept: { type: 'string' },
      speed: { type: 'string', default: '1' },
      from: { type: 'string' },
      to: { type: 'string' },
      loss: { type: 'string', default: '0%' },
      duplicate: { type: 'string', default: '0%' },
      reorder: { type: 'string', default: '0%' },
      skew: { type: 'string', default: '0s' },
      seed: { type: 'string', default: '1' },
    },
  });
}
