import { ProblemError } from '../http/problem.ts';
import type { Transaction } from '../postgres/database.ts';
import { accountByName } from './sessionStore.ts';

export function noSuchAccount(username: string): ProblemError {
  return new ProblemError(404, 'no-such-account', `There is no account ${username}.`);
}

/** Throws ProblemError 404 `no-such-account`. */
export async function demandAccount(tx: Transaction, username: string): Promise<void> {
  if (!(await accountByName(tx, username))) throw noSuchAccount(username);
}
