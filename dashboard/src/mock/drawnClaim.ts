/** An arrival that an officer has to judge: a code at the door, and a phone that was elsewhere seconds before. */
import type { ArrivalClaim, ProofFacts } from '@mingchu/shared/arrival';
import type { Dispatch } from '@mingchu/shared/dispatch';

/** The claim of an order that is under way, two minutes ago. */
export function drawnClaim(inspectorId: string): ArrivalClaim {
  const proofs = drawnFacts(inspectorId, Date.now() - 120_000).map(({ kind, verdict, reason, at }) => ({
    kind,
    verdict,
    reason,
    at,
  }));
  const at = proofs[1]?.at ?? '';
  return { state: 'conflicting', inspectorId, at, claimedAt: at, proofs };
}

/** What the proofs of the drawn claim rest on. */
export function claimFacts({ arrivalClaim, offerCount }: Dispatch): ProofFacts[] {
  if (!arrivalClaim) return [];
  const drawn = drawnFacts(arrivalClaim.inspectorId, Date.parse(arrivalClaim.at) - 9_000);
  return drawn.map((proof) => ({ ...proof, offerNumber: offerCount }));
}

function drawnFacts(inspectorId: string, fromMs: number): ProofFacts[] {
  const at = (ms: number): string => new Date(fromMs + ms).toISOString();
  const common = {
    inspectorId,
    offerNumber: 1,
    refused: false,
    deviceTime: null,
    position: null,
    photo: null,
  };
  return [
    {
      ...common,
      id: 'proof-position',
      kind: 'position',
      verdict: 'elsewhere',
      reason: 'outside-fence',
      at: at(0),
      receivedAt: at(0),
      position: { distanceM: 2_870, accuracyM: 24, fenceM: 150 },
      contradicts: ['proof-code'],
    },
    {
      ...common,
      id: 'proof-code',
      kind: 'door-code',
      verdict: 'holds',
      reason: 'code-fits',
      at: at(9_000),
      receivedAt: at(31_000),
      deviceTime: at(8_000),
      contradicts: ['proof-position'],
    },
    {
      ...common,
      id: 'proof-photo',
      kind: 'photo',
      verdict: 'conflicts',
      reason: 'photo-older-than-order',
      at: at(9_000),
      receivedAt: at(31_000),
      photo: { sha256: '0'.repeat(64), takenAt: at(-5_400_000), distanceM: null },
      contradicts: [],
    },
  ];
}
