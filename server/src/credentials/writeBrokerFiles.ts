/**
 * Writes what a broker of its own needs to know of the credentials, and, while it watches, again after every change.
 * A file is replaced as a whole, readable by its owner alone.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { credentialChannel, goodCredentials } from './credentialStore.ts';
import { type IntakeAccount, mosquittoFiles } from './mosquittoFiles.ts';

/** The order in which they are written: who has no rights yet may sign in and do nothing, never the reverse. */
const mosquittoNames = ['acl', 'passwords'] as const;
/** Ends that come with time are written this much later at most. */
const lookEveryMs = 60_000;

export interface WriteDeps {
  db: Database;
  clock: Clock;
  log: Logger;
}

/** Writes `acl` and `passwords` into `dir`; answers how many credentials they hold. */
export async function writeMosquittoFiles(
  { db, clock }: Pick<WriteDeps, 'db' | 'clock'>,
  { dir, intake }: { dir: string; intake: IntakeAccount },
): Promise<{ credentials: number; names: string }> {
  const credentials = await goodCredentials(db, clock.date());
  const files = mosquittoFiles(intake, credentials);
  for (const name of mosquittoNames) await replaceFile(path.join(dir, name), files[name]);
  return {
    credentials: credentials.length,
    names: credentials.map(({ username }) => username).join(' '),
  };
}

/** Writes once, and then whenever the credentials have changed. The answer ends it. */
export async function keepMosquittoFiles(
  deps: WriteDeps,
  to: { dir: string; intake: IntakeAccount },
): Promise<() => Promise<void>> {
  const { db, clock, log } = deps;
  let { names } = await writeMosquittoFiles(deps, to);
  const renew = async () => {
    const present = (await goodCredentials(db, clock.date())).map(({ username }) => username).join(' ');
    // A name has one secret for life, so equal names are equal files.
    if (present === names) return;
    const written = await writeMosquittoFiles(deps, to);
    names = written.names;
    log.info({ credentials: written.credentials }, 'accounts of the broker written');
  };
  let renewing = Promise.resolve();
  const ask = () => {
    renewing = renewing
      .then(renew)
      .catch((error: unknown) => log.warn({ err: error }, 'accounts of the broker not written; tried again'));
  };
  const stopListening = await db.listen(credentialChannel, { onPayload: ask, onReconnect: ask });
  const stopLooking = clock.setRepeating(lookEveryMs, ask);
  return async () => {
    stopLooking();
    await stopListening();
    await renewing;
  };
}

/** Nobody reads half a file. */
export async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
