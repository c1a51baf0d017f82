/** What evaluation tells the violations: the condition of a rule began or ended at a device and zone, or it did not after all. */
import type { EpochMs } from './observation.ts';
import type { Rule } from './rulebook.ts';
import type { ViolationEvidence } from './violation.ts';

/** A late sample within the window may take back or correct what was told. */
export type DecisionKind =
  | 'open'
  | 'clear'
  | 'withdraw-open'
  | 'withdraw-clear'
  | 'correct-open'
  | 'correct-clear';

export interface Decision {
  kind: DecisionKind;
  /** With the site's own parameters. */
  rule: Rule;
  siteId: string;
  deviceId: string;
  zone: string;
  /** Trusted time at which the condition began. */
  onsetAt: EpochMs;
  /** For `correct-open`: the onset told before. */
  wasOnsetAt?: EpochMs;
  /** Trusted time at which it ended; the onset for an opening. */
  at: EpochMs;
  /** Receive time of the message that decided it: the start of the 10 minutes. */
  receivedAt: EpochMs;
  /** Named reason, e.g. `held-for-duration`. */
  reason: string;
  evidence: ViolationEvidence;
  /** Opened in closed hours by a rule that is silent then. */
  suppressed: boolean;
}
