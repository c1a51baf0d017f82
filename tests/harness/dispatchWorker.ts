/**
 * A worker of dispatch as a process of its own, for tests that kill it: `node … dispatchWorker.ts DATABASE_URL`. It
 * takes due times until it is killed.
 */
import { startDispatch } from '@mingchu/server/dispatch/startDispatch';
import { createClock } from '@mingchu/server/platform/clock';
import { openDatabase } from '@mingchu/server/platform/postgres/database';
import { createQueue } from '@mingchu/server/platform/queue/bullQueue';
import { openDispatchWorld } from './dispatchWorld.ts';
import { quietLog } from './log.ts';

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('say the URL of the database');
const clock = createClock();
const db = openDatabase({ url, maxConnections: 4, onError: () => {} });
const queue = await createQueue({ databaseUrl: url, shardCount: 4, clock, log: quietLog });
const world = await openDispatchWorld({ db, clock, log: quietLog, queue });
await startDispatch(world.deps);
