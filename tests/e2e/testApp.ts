/** The application of a browser test: on a database of the run's server, which is there at once. */
import { createDatabase } from '../harness/testDatabase.ts';
import { runApp, type RunningApp } from './runningApp.ts';

/** As `runApp`, but for the embedded PostgreSQL, which takes seconds to make and is tried where a start is. */
export async function testApp(settings: Record<string, string> = {}): Promise<RunningApp> {
  return runApp({ DATABASE_URL: await createDatabase(), ...settings });
}
