/**
 * How long one token of a session counts. A successor is handed out when the token is an hour old; the old one is
 * retired not then, but when the successor is first used. An answer that is lost on its way, as in the dead spot of a
 * kitchen, so costs nothing: the phone comes again with the token it has, and is handed another successor. Who has two
 * requests or two pages under way when the change comes is still let in for `overlapMs`. A retired token that comes
 * after that is in two hands.
 */

const minuteMs = 60_000;
/** From this age on a token has a successor. */
export const rotateAfterMs = 60 * minuteMs;
/** How long a retired token still counts; also the pause before another successor when none was used. */
export const overlapMs = 5 * minuteMs;

export interface TokenFacts {
  issuedAt: Date;
  /** When a successor was first used. */
  retiredAt: Date | null;
  /** When the newest successor was handed out. */
  successorAt: Date | null;
}

export type TokenVerdict = 'counts' | 'wants-successor' | 'in-overlap' | 'too-old' | 'replayed';

/**
 * `tokenLimitMs`: the age at which a token no longer counts, whether its successors were taken or not. Sessions that
 * are left alone end before.
 */
export function judgeToken(token: TokenFacts, nowMs: number, tokenLimitMs: number): TokenVerdict {
  const { issuedAt, retiredAt, successorAt } = token;
  if (retiredAt !== null) return nowMs - retiredAt.getTime() > overlapMs ? 'replayed' : 'in-overlap';
  const ageMs = nowMs - issuedAt.getTime();
  if (ageMs >= tokenLimitMs) return 'too-old';
  const waiting = successorAt !== null && nowMs - successorAt.getTime() <= overlapMs;
  return ageMs > rotateAfterMs && !waiting ? 'wants-successor' : 'counts';
}
