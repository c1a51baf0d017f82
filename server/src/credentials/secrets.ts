/**
 * Secrets of devices. A secret is random and has 130 bits, so nobody finds it by trying whatever the hash costs: one
 * round of PBKDF2-SHA512 is enough, takes microseconds, and lets 20,000 devices sign in again within a second. The form
 * is that of Mosquitto's password file (12 bytes of salt, 64 of hash); EMQX reads the same parts.
 */
import { pbkdf2Sync, randomInt, timingSafeEqual } from 'node:crypto';

/** Rounds of PBKDF2. */
export const hashRounds = 1;
export const hashBytes = 64;
const saltLength = 12;
const secretLength = 26;
/** Crockford's base 32: no letters that look alike. 5 bits each. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

export interface HashedSecret {
  /** Letters and digits, because EMQX reads it as text. */
  salt: string;
  hash: Buffer;
}

export function makeSecret(): string {
  return randomText(secretLength);
}

export function hashSecret(secret: string): HashedSecret {
  const salt = randomText(saltLength);
  return { salt, hash: derive(secret, salt) };
}

/** Takes the same time whatever is wrong. */
export function secretFits(secret: Buffer | string, { salt, hash }: HashedSecret): boolean {
  return timingSafeEqual(derive(secret, salt), hash);
}

/** A line of Mosquitto's password file without the name: `$7$rounds$salt$hash`. */
export function mosquittoHash({ salt, hash }: HashedSecret, rounds = hashRounds): string {
  return `$7$${rounds}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`;
}

/** For a password that a person may have chosen: as many rounds as make trying slow. */
export function hashPasswordForMosquitto(password: string, rounds: number): string {
  const salt = randomText(saltLength);
  return mosquittoHash({ salt, hash: pbkdf2Sync(password, salt, rounds, hashBytes, 'sha512') }, rounds);
}

function derive(secret: Buffer | string, salt: string): Buffer {
  return pbkdf2Sync(secret, salt, hashRounds, hashBytes, 'sha512');
}

function randomText(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
