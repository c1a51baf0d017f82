/** Starts the simulated district and ends with SIGINT, SIGTERM or the process that started it. */
import { startDemoDay } from './demo/demoDay.ts';
import { buildDistrict } from './district/buildDistrict.ts';
import { startFeed } from './feed/feed.ts';
import { startCameras } from './frames/cameras.ts';
import { startInspectors } from './inspectors/inspectors.ts';
import { type Options, readOptions } from './options.ts';
import { registerDistrict } from './register.ts';
import { createVirtualClock } from './virtualClock.ts';

/** Connections of the demonstration: few, as its machine also runs the server. */
const demoConnections = 8;
/** A broker that does not answer must not keep the process. */
const closeLimitMs = 3000;

async function run(options: Options): Promise<void> {
  const { seed, sites, speed, broker, api, password } = options;
  const district = buildDistrict(seed, { sites });
  if (api && password) await registerDistrict(api, password, district);
  const clock = createVirtualClock({ speed });
  const feed = await startFeed({ district, seed, clock, broker, connections: demoConnections });
  const day = startDemoDay(feed, clock, seed);
  startCameras(feed, clock, day.inTrouble);
  const log = (line: string) => process.stderr.write(`${line}\n`);
  if (api && password) {
    await startInspectors({ api, password, district, clock, seed, onSettled: day.settle, log });
  }
  process.stdout.write(
    `${district.name}: ${district.sites.length} kitchens, ${district.devices.length} devices → ${broker}\n`,
  );
  await new Promise<void>((resolve) => {
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, () => resolve());
  });
  clock.stop();
  setTimeout(() => process.exit(0), closeLimitMs).unref();
  await feed.close();
  process.exit(0);
}

// Also while it is still registering or connecting: nobody could stop us any more.
process.on('disconnect', () => setTimeout(() => process.exit(0), closeLimitMs).unref());

try {
  await run(readOptions(process.argv.slice(2), process.env));
} catch (error) {
  process.stderr.write(
    `The district cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
