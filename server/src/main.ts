/**
 * The process: reads the settings, starts the roles, says where everything is, and ends within 5 s when asked:
 * SIGINT, SIGTERM, or the end of the process that started it. `main.js migrate` only brings the database of
 * DATABASE_URL to this version's schema, for one-shot containers; `main.js broker-config` writes the accounts of a broker.
 */
import { type App, startApp } from './app.ts';
import { writeBrokerConfig } from './brokerConfig.ts';
import { type Config, readConfig, SettingError } from './config.ts';
import { hiddenPassword, naming } from './core.ts';
import type { Logger } from './platform/log.ts';
import { createLogger } from './platform/observability/logger.ts';
import { migrate } from './platform/postgres/migrate.ts';

/** After this the process ends, whatever still runs: the database's guard then stops the database. */
const closeLimitMs = 4800;

async function main(): Promise<void> {
  if (process.argv[2] === 'broker-config') return writeBrokerConfig(process.argv.slice(3)).catch(fail);
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    return fail(error);
  }
  const logger = createLogger(config.logLevel);
  if (process.argv[2] === 'migrate') return migrateOnly(config, logger.log).catch(fail);
  let app: App | undefined;
  let ending = false;
  const end = (reason: string) => {
    if (ending) return;
    ending = true;
    logger.log.info({ reason }, 'ending');
    setTimeout(() => process.exit(1), closeLimitMs).unref();
    const closed = app ? app.close() : Promise.resolve();
    closed.then(
      () => process.exit(process.exitCode ?? 0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGTERM', () => end('SIGTERM'));
  // Our starter is gone: nobody could stop us any more.
  process.on('disconnect', () => end('starter is gone'));
  process.on('uncaughtException', (error) => {
    logger.log.error({ err: error }, 'uncaught error');
    process.exitCode = 1;
    end('uncaught error');
  });
  try {
    app = await startApp(config, logger);
  } catch (error) {
    return fail(error);
  }
  if (ending) {
    await app.close();
    process.exit(0);
  }
  process.stdout.write(`${welcome(app, config)}\n`);
  process.send?.({ type: 'ready', url: app.url, mqttUrl: app.mqttUrl });
}

async function migrateOnly({ databaseUrl }: Config, log: Logger): Promise<void> {
  if (!databaseUrl) throw new SettingError('DATABASE_URL', 'must be set: there is nothing to migrate');
  await naming('DATABASE_URL', databaseUrl, () => migrate({ databaseUrl, log }));
}

/** One line for what people can mend; the stack as well for what they cannot. */
function fail(error: unknown): void {
  const known = error instanceof SettingError;
  const text =
    error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`Mingchu cannot start. ${text}\n`);
  process.exit(1);
}

function welcome(app: App, config: Config): string {
  const rows: [string, string][] = [];
  if (config.roles.has('web')) {
    const url = config.publicUrl ?? app.url;
    rows.push(['大屏 wall', `${url}/wall`], ['控制台 console', `${url}/console`], ['手机 phone', `${url}/m`]);
    rows.push(['API', `${url}/api/docs`]);
  }
  if (config.roles.has('ingest') && app.mqttUrl) rows.push(['MQTT', hiddenPassword(app.mqttUrl)]);
  rows.push(['data', app.dataAt]);
  if (app.accounts) rows.push(['accounts', app.accounts.usernames], ['password', app.accounts.password]);
  rows.push(['stop', 'Ctrl-C']);
  const body = rows.map(([name, value]) => `  ${name}${' '.repeat(16 - displayWidth(name))}${value}`);
  return ['', `  明厨 Mingchu is running (${[...config.roles].join(', ')})`, '', ...body, ''].join('\n');
}

/** Columns of a terminal: Chinese characters take two. */
function displayWidth(text: string): number {
  return [...text].reduce((width, char) => width + (char > '\u2e80' ? 2 : 1), 0);
}

await main();
