/**
 * The simulators' command: the demonstration until it is stopped (SIGINT, SIGTERM, or the end of the process that
 * started it), or one scenario from beginning to end.
 */
import { signIn } from './apiClient.ts';
import { startDemoDay } from './demo/demoDay.ts';
import { demoInspectors, enterDemoShifts, onShiftNow } from './demo/demoShifts.ts';
import { buildDistrict } from './district/buildDistrict.ts';
import { startFeed } from './feed/feed.ts';
import { startCameras } from './frames/cameras.ts';
import { chanceBehaviour } from './inspectors/behaviour.ts';
import { startInspectors } from './inspectors/inspectors.ts';
import { photoOf } from './inspectors/photo.ts';
import { openLive } from './liveSession.ts';
import { type Options, readOptions } from './options.ts';
import { registerDistrict } from './register.ts';
import { compareOutcome } from './scenario/compareOutcome.ts';
import { journalOf, readChanges, sayJournal } from './scenario/journal.ts';
import { loadScenario, scenarioNames } from './scenario/loadScenario.ts';
import { playScenario } from './scenario/playScenario.ts';
import { UsageError } from './usageError.ts';
import { serversClock } from './serversClock.ts';
import { createVirtualClock } from './virtualClock.ts';

/** Connections of the demonstration: few, as its machine also runs the server. */
const demoConnections = 8;
const demoSeed = 7;
/** A broker that does not answer must not keep the process. */
const closeLimitMs = 3000;
const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

async function runDemo(options: Options): Promise<void> {
  const { seed = demoSeed, sites, speed, broker, api, password } = options;
  const district = buildDistrict(seed, { sites, inspectors: demoInspectors });
  const whenConnected = api && password ? await registerDistrict(api, password, district) : async () => {};
  const clock =
    api && password ? (await serversClock({ api, password, speed })).clock : createVirtualClock({ speed });
  if (api && password) {
    const admin = await signIn(api, 'admin', password);
    await enterDemoShifts(admin, district, clock.now());
    say(`On shift now, to look at a phone: ${(await onShiftNow(admin)).join(' ')}`);
  }
  const feed = await startFeed({
    district,
    seed,
    clock,
    broker,
    connections: demoConnections,
    whenConnected,
  });
  const day = startDemoDay(feed, clock, seed);
  startCameras(feed, clock, day.inTrouble);
  if (api && password) {
    const live = await openLive(api, await signIn(api, 'duty', password));
    startInspectors({
      api,
      password,
      district,
      clock,
      live,
      behaviourOf: (offer) => chanceBehaviour(seed, offer),
      photoOf: (siteId) => photoOf(feed, clock, siteId),
      onSettled: day.settle,
      log: complain,
    });
  }
  say(`${district.name}: ${district.sites.length} kitchens, ${district.devices.length} devices → ${broker}`);
  await new Promise<void>((resolve) => {
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, () => resolve());
  });
  clock.stop();
  setTimeout(() => process.exit(0), closeLimitMs).unref();
  await feed.close();
}

/** Answers the exit code. */
async function runScenario(options: Options): Promise<number> {
  const { speed, broker, api, password, expect } = options;
  const read = loadScenario(options.scenario);
  const scenario = { ...read, seed: options.seed ?? read.seed };
  if (!api || !password) throw new UsageError('a scenario needs --api and a password: its people act there');
  const clock = (await serversClock({ api, password, speed })).clock;
  say(`${scenario.title.en}: ${scenario.minutes} min at ${speed}× → ${broker}`);
  const { startMs } = await playScenario({ scenario, broker, api, password, clock, log: complain });
  const journal = journalOf(await readChanges(await signIn(api, 'chief', password)), startMs);
  for (const line of sayJournal(journal)) say(line);
  if (!expect) return 0;
  const differences = compareOutcome(scenario, journal);
  for (const difference of differences) complain(difference);
  say(differences.length === 0 ? '\nas expected' : `\n${differences.length} differences`);
  return differences.length === 0 ? 0 : 1;
}

function list(): void {
  for (const name of scenarioNames()) {
    const { title, minutes } = loadScenario(name);
    say(`${name.padEnd(18)} ${String(minutes).padStart(3)} min  ${title.zh} · ${title.en}`);
  }
}

// Also while it is still registering or connecting: nobody could stop us any more.
process.on('disconnect', () => setTimeout(() => process.exit(0), closeLimitMs).unref());

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.list) list();
  else if (options.scenario === 'demo') await runDemo(options);
  else process.exitCode = await runScenario(options);
  process.exit();
} catch (error) {
  complain(`The district cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
