/** One scenario through the whole system, as it is put together for `npm start`, at any speed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '@mingchu/server/app';
import { readConfig } from '@mingchu/server/config';
import { signIn } from '@mingchu/simulators/apiClient';
import { compareOutcome } from '@mingchu/simulators/scenario/compareOutcome';
import { journalOf, readChanges } from '@mingchu/simulators/scenario/journal';
import { loadScenario, scenarioNames } from '@mingchu/simulators/scenario/loadScenario';
import { playScenario } from '@mingchu/simulators/scenario/playScenario';
import type { Episode, Scenario } from '@mingchu/simulators/scenario/scenario';
import { createVirtualClock } from '@mingchu/simulators/virtualClock';
import { recordingLog } from '../harness/log.ts';
import { createDatabase } from '../harness/testDatabase.ts';

const password = 'only-for-simulation';

const isLong = (name: string) => loadScenario(name).minutes >= 40;

/** They take as long as all the others together, and are played beside them. */
export const longScenarios = scenarioNames().filter(isLong);
/** The fullest last: it has the machine to itself once the long ones are over. */
export const shortScenarios = scenarioNames()
  .filter((name) => !isLong(name))
  .sort((a, b) => loadScenario(a).events.length - loadScenario(b).events.length);

/**
 * What differs from the outcome in the scenario's file. Thirty times the speed of life: a machine that holds everything
 * up for a second is then still within the tolerance.
 */
export async function differenceFromOutcome(name: string): Promise<string[]> {
  const scenario = loadScenario(name);
  return compareOutcome(scenario, await playThrough(scenario, 30));
}

/** Answers what came of it. Throws when the server logged an error or a person could not act. */
export async function playThrough(scenario: Scenario, speed: number): Promise<Episode[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mingchu-simulation-'));
  const { log, errors } = recordingLog();
  const config = readConfig({
    DATABASE_URL: await createDatabase(),
    DATA_DIR: dataDir,
    PORT: '0',
    MQTT_PORT: '0',
    DEMO: '1',
    DEMO_PASSWORD: password,
    CLOCK_SPEED: String(speed),
    CLOCK_START: new Date(scenario.startAt).toISOString(),
  });
  const app = await startApp(config, { log, errorCount: () => errors().length });
  const complaints: string[] = [];
  try {
    const { url: api, mqttUrl } = app;
    if (mqttUrl === undefined) throw new Error('the application has no broker');
    const clock = createVirtualClock({ speed, startAt: app.clock.now() });
    const { startMs } = await playScenario({
      scenario,
      broker: mqttUrl,
      api,
      password,
      clock,
      log: (line) => complaints.push(line),
    });
    const journal = journalOf(await readChanges(await signIn(api, 'chief', password)), startMs);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
    if (errors().length > 0) throw new Error(`the server logged errors: ${JSON.stringify(errors())}`);
    return journal;
  } finally {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
