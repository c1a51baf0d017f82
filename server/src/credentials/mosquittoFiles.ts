/** Password and ACL file of Mosquitto, from the same credentials and grants that the embedded broker asks. */
import { mountPrefix } from '@mingchu/shared/mqtt';
import { hostStates, siteGrants } from '../platform/mqtt/topicAccess.ts';
import type { GoodCredential } from './credentialStore.ts';
import { hashPasswordForMosquitto, mosquittoHash } from './secrets.ts';

/** The account of intake itself. */
export interface IntakeAccount {
  username: string;
  password: string;
}

/** Somebody may have chosen intake's password; it signs in seldom. */
const passwordRounds = 100_000;

export interface MosquittoFiles {
  passwords: string;
  acl: string;
}

export function mosquittoFiles(
  intake: IntakeAccount,
  credentials: readonly GoodCredential[],
): MosquittoFiles {
  const { username, password } = intake;
  return {
    passwords: lines([
      `${username}:${hashPasswordForMosquitto(password, passwordRounds)}`,
      ...credentials.map((credential) => `${credential.username}:${mosquittoHash(credential)}`),
    ]),
    acl: lines([
      '# Intake reads what devices say and the figures of the broker, and answers devices below their mounts.',
      `user ${username}`,
      'topic read #',
      'topic read $SYS/#',
      `topic write ${mountPrefix}/#`,
      `topic write ${hostStates}/#`,
      ...credentials.flatMap((credential) => [
        '',
        `user ${credential.username}`,
        ...grantsOf(credential.siteId),
      ]),
    ]),
  };
}

function grantsOf(siteId: string): string[] {
  const own = siteGrants.map(
    ({ act, prefix }) => `topic ${act === 'publish' ? 'write' : 'read'} ${prefix}/${siteId}/#`,
  );
  return [...own, `topic read ${hostStates}/#`];
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
