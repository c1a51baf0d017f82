/** Which credentials are good, and what becomes of one that is replaced. */
import type { CredentialEnd, CredentialState } from '@mingchu/shared/credentials';

/** Until when a credential is good. */
export interface Lifetime {
  endsAt: Date | null;
  endReason: CredentialEnd | null;
}

export function stateOf({ endsAt }: Lifetime, now: Date): CredentialState {
  if (endsAt === null) return 'good';
  return endsAt > now ? 'ending' : 'ended';
}

/** The end of a credential whose successor is made now. It never lives longer than it did before. */
export function endWhenReplaced(before: Lifetime, overlapH: number, now: Date): Date {
  const end = new Date(now.getTime() + overlapH * 3_600_000);
  return before.endsAt !== null && before.endsAt < end ? before.endsAt : end;
}
