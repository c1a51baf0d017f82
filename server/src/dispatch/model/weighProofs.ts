/**
 * Whether the proofs of an inspector make an arrival. Pure. Enough proofs that lie close together count from the
 * first of them; fewer ask an officer; what contradicts itself goes to an officer and stays there, whatever comes
 * after it.
 */
import type { ProofReason } from '@mingchu/shared/arrival';
import { fastestMPerS, type JudgedProof } from './judgeProof.ts';

export interface WeighingContext {
  /** How many kinds the policy wants. */
  needed: number;
  windowMs: number;
  /** He says that he is there, besides what he proves. */
  word: boolean;
  /** An officer is already looking at a contradiction. */
  inReview: boolean;
  now: Date;
}

export type Weighed =
  | { verdict: 'counts'; at: Date; reason: 'proofs-suffice' | 'taken-at-word' }
  | { verdict: 'pending'; at: Date; reason: 'proof-alone' }
  | { verdict: 'conflicting'; at: Date; reason: ProofReason | 'in-review' }
  | { verdict: 'unproven'; reason: ProofReason | 'no-proof' };

/** `proofs`: all that he gave for this offer, in order, without those of a claim that was refused. */
export function weighProofs(proofs: readonly JudgedProof[], context: WeighingContext): Weighed {
  const { needed, windowMs, word, now } = context;
  const holding = proofs
    .filter((proof) => proof.verdict === 'holds')
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const first = holding[0]?.at ?? null;
  const conflict = proofs.find((proof) => proof.verdict === 'conflicts');
  if (conflict !== undefined)
    return { verdict: 'conflicting', at: first ?? conflict.at, reason: conflict.reason };
  const away = awayAt(proofs);
  const saysHere = [...holding.map((proof) => proof.at), ...(word && needed === 1 ? [now] : [])];
  if (away !== undefined && saysHere.some((at) => tooFar(away, at)))
    return { verdict: 'conflicting', at: first ?? now, reason: away.reason };
  if (context.inReview) return { verdict: 'conflicting', at: first ?? now, reason: 'in-review' };
  const enough = holding.find((proof) => kindsFrom(proof.at, { holding, windowMs }) >= needed);
  if (enough !== undefined) return { verdict: 'counts', at: enough.at, reason: 'proofs-suffice' };
  if (word && needed === 1) return { verdict: 'counts', at: now, reason: 'taken-at-word' };
  if (first !== null) return { verdict: 'pending', at: first, reason: 'proof-alone' };
  return { verdict: 'unproven', reason: proofs.at(-1)?.reason ?? 'no-proof' };
}

/** The position that puts him elsewhere, and what shows that he is here at a time that he cannot have made. */
export function contradictionIn<Proof extends JudgedProof>(
  proofs: readonly Proof[],
): { away: Proof; here: Proof[] } | null {
  const away = awayAt(proofs);
  if (away === undefined) return null;
  const here = proofs.filter((proof) => proof.verdict === 'holds' && tooFar(away, proof.at));
  return here.length === 0 ? null : { away, here };
}

/** How many kinds of proof hold from this moment on, as long as one arrival may take. */
function kindsFrom(from: Date, { holding, windowMs }: { holding: JudgedProof[]; windowMs: number }): number {
  const together = holding.filter(({ at }) => at >= from && at.getTime() - from.getTime() <= windowMs);
  return new Set(together.map((proof) => proof.kind)).size;
}

/** His latest position, when it puts him somewhere else. */
function awayAt<Proof extends JudgedProof>(proofs: readonly Proof[]): Proof | undefined {
  const position = proofs.findLast((proof) => proof.kind === 'position' && proof.verdict !== 'unproven');
  return position?.verdict === 'elsewhere' ? position : undefined;
}

/** He cannot have covered the way between the two moments. */
function tooFar(away: JudgedProof, at: Date): boolean {
  const seconds = Math.abs(at.getTime() - away.at.getTime()) / 1000;
  return away.awayM > fastestMPerS * seconds;
}
