import { proofKinds, proofVerdicts } from '@mingchu/shared/arrival';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JudgedProof } from './judgeProof.ts';
import { weighProofs } from './weighProofs.ts';

const start = Date.UTC(2026, 10, 23, 2);
const windowMs = 300_000;
const proofArb = fc
  .record({
    kind: fc.constantFrom(...proofKinds),
    verdict: fc.constantFrom(...proofVerdicts),
    afterS: fc.integer({ min: 0, max: 900 }),
    awayM: fc.integer({ min: 1, max: 5_000 }),
  })
  .map(
    ({ kind, verdict, afterS, awayM }): JudgedProof => ({
      kind,
      verdict: verdict === 'elsewhere' && kind !== 'position' ? 'unproven' : verdict,
      reason: 'within-fence',
      at: new Date(start + afterS * 1000),
      awayM: verdict === 'elsewhere' ? awayM : 0,
    }),
  );
const contextArb = fc.record({
  needed: fc.integer({ min: 1, max: 3 }),
  windowMs: fc.constant(windowMs),
  word: fc.boolean(),
  inReview: fc.boolean(),
  now: fc.constant(new Date(start + 900_000)),
});

describe('weighing proofs', () => {
  it('[PA5] [PA6] [PA7] whatever is given, it counts only with enough that hold and nothing that contradicts', () => {
    fc.assert(
      fc.property(fc.array(proofArb, { maxLength: 8 }), contextArb, (proofs, context) => {
        const weighed = weighProofs(proofs, context);
        const holding = proofs.filter((proof) => proof.verdict === 'holds');
        const kinds = new Set(holding.map((proof) => proof.kind)).size;
        const contradicted = proofs.some((proof) => proof.verdict === 'conflicts') || context.inReview;
        if (weighed.verdict === 'counts') {
          expect(contradicted).toBe(false);
          if (weighed.reason === 'proofs-suffice') expect(kinds).toBeGreaterThanOrEqual(context.needed);
          else expect(context).toMatchObject({ word: true, needed: 1 });
        }
        if (contradicted) expect(weighed.verdict).toBe('conflicting');
        if (weighed.verdict === 'pending') expect(kinds).toBeGreaterThan(0);
        if (weighed.verdict === 'unproven') expect(kinds).toBe(0);
        if (weighed.verdict === 'counts' && weighed.reason === 'proofs-suffice') {
          const together = holding.filter(
            ({ at }) => at >= weighed.at && at.getTime() <= weighed.at.getTime() + windowMs,
          );
          expect(new Set(together.map((proof) => proof.kind)).size).toBeGreaterThanOrEqual(context.needed);
          expect(holding.map((proof) => proof.at)).toContainEqual(weighed.at);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
