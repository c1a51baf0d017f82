/**
 * `main.js broker-config mosquitto|emqx --out DIR`: what a broker of its own needs, from the credentials of the database
 * and intake's own account, which MQTT_URL holds. `--watch` goes on and writes again after every change.
 */
import { createHmac } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig, SettingError } from './config.ts';
import { naming } from './core.ts';
import { emqxFiles } from './credentials/emqxFiles.ts';
import type { IntakeAccount } from './credentials/mosquittoFiles.ts';
import { keepMosquittoFiles, replaceFile, writeMosquittoFiles } from './credentials/writeBrokerFiles.ts';
import { createClock } from './platform/clock.ts';
import { createLogger } from './platform/observability/logger.ts';
import { openDatabase } from './platform/postgres/database.ts';

const usage = 'usage: broker-config mosquitto|emqx --out DIR [--watch] [--emqx-dir DIR]';
/** Where the files stand for EMQX, in its image. */
const emqxDir = '/opt/emqx/etc/mingchu';

/** Throws a SettingError for what people can mend. Resolves when it has written; with `--watch`, when it is ended. */
export async function writeBrokerConfig(args: string[]): Promise<void> {
  const config = readConfig();
  const { broker, dir, watch, emqxDir: dirThere } = readArguments(args);
  const intake = intakeAccount(config.mqttUrl);
  const { databaseUrl } = config;
  if (!databaseUrl) throw new SettingError('DATABASE_URL', 'must be set: the credentials are there');
  if (broker === 'emqx') {
    const { host, pathname } = new URL(databaseUrl);
    const server = host.includes(':') ? host : `${host}:5432`;
    const there = { server, database: decodeURIComponent(pathname.slice(1)), dir: dirThere };
    // The same each time, so that writing the files again locks nobody out. Who has intake's password needs no other.
    const password = createHmac('sha256', intake.password).update('role of EMQX').digest('base64url');
    const files = emqxFiles(intake, { ...there, password });
    for (const [name, text] of Object.entries(files)) await replaceFile(path.join(dir, name), text);
    return say(`${Object.keys(files).join(', ')} written to ${dir}`);
  }
  const { log } = createLogger(config.logLevel);
  const db = openDatabase({
    url: databaseUrl,
    maxConnections: 2,
    onError: (error) => log.warn({ err: error }, 'database connection lost'),
  });
  const deps = { db, clock: createClock(), log };
  const to = { dir, intake };
  if (watch) {
    const stop = await naming('DATABASE_URL', databaseUrl, () => keepMosquittoFiles(deps, to));
    say(`passwords and acl written to ${dir}, and again after every change`);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await stop();
  } else {
    const { credentials } = await naming('DATABASE_URL', databaseUrl, () => writeMosquittoFiles(deps, to));
    say(`passwords and acl of ${credentials} credentials written to ${dir}`);
  }
  await db.close();
}

function readArguments(args: string[]) {
  let values: { out?: string; watch?: boolean; 'emqx-dir'?: string };
  let positionals: string[];
  try {
    ({ values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        watch: { type: 'boolean' },
        'emqx-dir': { type: 'string' },
      },
    }));
  } catch (error) {
    throw new SettingError('broker-config', `${(error as Error).message}; ${usage}`);
  }
  const [broker] = positionals;
  if ((broker !== 'mosquitto' && broker !== 'emqx') || positionals.length > 1 || !values.out)
    throw new SettingError('broker-config', usage);
  if (broker === 'emqx' && values.watch)
    throw new SettingError('broker-config', 'EMQX asks the database itself: there is nothing to watch');
  return {
    broker,
    dir: path.resolve(values.out),
    watch: values.watch ?? false,
    emqxDir: values['emqx-dir'] ?? emqxDir,
  };
}

/** What intake signs in with. */
function intakeAccount(mqttUrl: string | undefined): IntakeAccount {
  if (!mqttUrl) throw new SettingError('MQTT_URL', 'must be set: it holds the name and password of intake');
  const { username, password } = new URL(mqttUrl);
  const account = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  // They stand in lines of files, with commas and colons between them.
  if (!/^[\w.@-]{1,64}$/.test(account.username) || !/^[!-+\--~]{8,128}$/.test(account.password))
    throw new SettingError(
      'MQTT_URL',
      'must hold a name of letters, digits, . _ @ and -, and a password of 8 to 128 characters without space and comma',
    );
  return account;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
