/** Password hashing with argon2id. The only importer of the library. */
import { hash, verify } from '@node-rs/argon2';

/**
 * OWASP's argon2id profile of 19 MiB, 2 passes, 1 lane (Password Storage Cheat Sheet). Algorithm 2 is argon2id:
 * the library's enum has no run-time value under isolated modules.
 */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Encoded hash with its own salt and cost, for `account.password_hash`. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

let absentAccountHash: Promise<string> | undefined;

/**
 * True when the password fits. For an account that does not exist (`undefined`) the same work is done, so that
 * the time of the answer does not tell which names exist.
 */
export async function passwordFits(encoded: string | undefined, password: string): Promise<boolean> {
  if (encoded !== undefined) return verify(encoded, password);
  absentAccountHash ??= hashPassword('nobody has this account');
  await verify(await absentAccountHash, password);
  return false;
}
