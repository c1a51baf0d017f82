/**
 * Intake as a process of its own, for tests that kill it: `node … intakeProcess.ts DATABASE_URL MQTT_URL`. It takes
 * messages until it is killed.
 */
import { openBindingBook } from '@mingchu/server/bindings/bindingBook';
import { openCalibrationBook } from '@mingchu/server/calibration/calibrationBook';
import { families } from '@mingchu/server/ingest/families/catalog';
import { startIngest } from '@mingchu/server/ingest/startIngest';
import { createClock } from '@mingchu/server/platform/clock';
import { connectBroker } from '@mingchu/server/platform/mqtt/brokerClient';
import { openDatabase } from '@mingchu/server/platform/postgres/database';
import { openRegistryCache } from '@mingchu/server/registry/openRegistryCache';
import { quietLog } from './log.ts';
import { silentQueue } from './silentQueue.ts';

const [databaseUrl, mqttUrl] = process.argv.slice(2);
if (databaseUrl === undefined || mqttUrl === undefined)
  throw new Error('say the URLs of database and broker');
const log = quietLog;
const clock = createClock();
const db = openDatabase({ url: databaseUrl, maxConnections: 4, onError: () => {} });
const registry = await openRegistryCache({ db, log });
const { source, frames } = await connectBroker({
  url: mqttUrl,
  clock,
  log,
  shareGroup: 'mingchu',
  clientId: () => 'ingest-0',
});
const book = await openBindingBook({ db, log, families });
const calibrations = await openCalibrationBook({ db, log });
const books = { registry, book, calibrations };
// Nobody evaluates here.
await startIngest({ db, queue: silentQueue, clock, log, ...books, source, frames, families, shardCount: 4 });
