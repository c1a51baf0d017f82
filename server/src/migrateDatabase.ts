/** The migrator: brings the database of DATABASE_URL to this version's schema and ends. For one-shot containers. */
import { readConfig, SettingError } from './config.ts';
import { naming } from './core.ts';
import { createLogger } from './platform/observability/logger.ts';
import { migrate } from './platform/postgres/migrate.ts';

try {
  const { databaseUrl, logLevel } = readConfig();
  if (!databaseUrl) throw new SettingError('DATABASE_URL', 'must be set: there is nothing to migrate');
  const { log } = createLogger(logLevel);
  await naming('DATABASE_URL', databaseUrl, () => migrate({ databaseUrl, log }));
} catch (error) {
  const text = error instanceof SettingError ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`The database was not migrated. ${text}\n`);
  process.exitCode = 1;
}
