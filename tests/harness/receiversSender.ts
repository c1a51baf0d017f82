/**
 * A sender of messages as a process of its own, for tests that kill it: `node … receiversSender.ts DATABASE_URL`. It
 * routes and sends until it is killed.
 */
import { inAppChannel } from '@mingchu/server/notify/channel';
import { secretBox } from '@mingchu/server/platform/secretBox';
import { startNotify } from '@mingchu/server/notify/startNotify';
import { createClock } from '@mingchu/server/platform/clock';
import { openDatabase } from '@mingchu/server/platform/postgres/database';
import { quietLog } from './log.ts';
import { testKey } from './receiversWorld.ts';
import { silentQueue } from './silentQueue.ts';

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('say the URL of the database');
const db = openDatabase({ url, maxConnections: 4, onError: () => {} });
await startNotify({
  db,
  clock: createClock(),
  log: quietLog,
  queue: silentQueue,
  channels: [inAppChannel],
  outside: {
    box: secretBox(testKey),
    rulebook: { rules: [], changeTimes: [] },
    publicUrl: null,
    pushAnywhere: true,
  },
});
