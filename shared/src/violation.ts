/**
 * A violation is one episode of one rule at one site and device. Its alarm states are those of
 * ANSI/ISA-18.2 (IEC 62682), letters A to I; `normal` is the closed episode.
 */
import type { ReviewVerdict } from './review.ts';

export const severities = ['critical', 'major', 'minor', 'info'] as const;
/** How bad, worst first. 严重 · 较重 · 一般 · 提示. */
export type Severity = (typeof severities)[number];

export const violationStates = [
  'normal',
  'unack',
  'acked',
  'rtn-unack',
  'latched-unack',
  'latched-acked',
  'shelved',
  'suppressed',
  'out-of-service',
] as const;
export type ViolationState = (typeof violationStates)[number];

/** What can happen to a violation. `reset` is the on-site confirmation that lets go of a latch. */
export const violationEvents = [
  'recur',
  'clear',
  'ack',
  'reset',
  'shelve',
  'unshelve',
  'suppress',
  'unsuppress',
  'remove-from-service',
  'return-to-service',
  'dismiss',
] as const;
export type ViolationEvent = (typeof violationEvents)[number];

/**
 * The one transition table of ISA-18.2 for Mingchu. `clear` on a latched rule uses the target in
 * {@link latchedClear} instead; one that is shelved until it clears is released by it. `unshelve`, `unsuppress` and `return-to-service` do not have a fixed
 * target: {@link releasedState} finds it from the condition. `dismiss` is a false alarm or a late sample
 * that contradicts the opening: it closes from everywhere.
 */
export const violationTransitions = {
  normal: {},
  unack: {
    recur: 'unack',
    clear: 'rtn-unack',
    ack: 'acked',
    reset: 'normal',
    shelve: 'shelved',
    suppress: 'suppressed',
    'remove-from-service': 'out-of-service',
    dismiss: 'normal',
  },
  acked: {
    recur: 'acked',
    clear: 'normal',
    reset: 'normal',
    shelve: 'shelved',
    suppress: 'suppressed',
    'remove-from-service': 'out-of-service',
    dismiss: 'normal',
  },
  'rtn-unack': {
    recur: 'unack',
    ack: 'normal',
    reset: 'normal',
    shelve: 'shelved',
    suppress: 'suppressed',
    'remove-from-service': 'out-of-service',
    dismiss: 'normal',
  },
  'latched-unack': {
    recur: 'unack',
    ack: 'latched-acked',
    reset: 'normal',
    shelve: 'shelved',
    suppress: 'suppressed',
    'remove-from-service': 'out-of-service',
    dismiss: 'normal',
  },
  'latched-acked': {
    recur: 'unack',
    reset: 'normal',
    shelve: 'shelved',
    suppress: 'suppressed',
    'remove-from-service': 'out-of-service',
    dismiss: 'normal',
  },
  shelved: { recur: 'shelved', clear: 'shelved', unshelve: 'released', reset: 'normal', dismiss: 'normal' },
  suppressed: {
    recur: 'suppressed',
    clear: 'suppressed',
    unsuppress: 'released',
    reset: 'normal',
    dismiss: 'normal',
  },
  'out-of-service': {
    recur: 'out-of-service',
    clear: 'out-of-service',
    'return-to-service': 'released',
    reset: 'normal',
    dismiss: 'normal',
  },
} as const satisfies Record<ViolationState, Partial<Record<ViolationEvent, ViolationState | 'released'>>>;

/** Where `clear` leads for a latched rule: the alarm stays until someone confirms on site. */
export const latchedClear = {
  unack: 'latched-unack',
  acked: 'latched-acked',
} as const satisfies Partial<Record<ViolationState, ViolationState>>;

/** The longest that an alarm of each severity may be put aside, minutes: at most a shift, and the graver the shorter. */
export const longestShelfMinutes = {
  critical: 30,
  major: 120,
  minor: 480,
  info: 480,
} as const satisfies Record<Severity, number>;

/** The state a shelved, suppressed or out-of-service violation returns to. */
export function releasedState(facts: {
  conditionActive: boolean;
  latched: boolean;
  acked: boolean;
}): ViolationState {
  if (facts.conditionActive) return facts.acked ? 'acked' : 'unack';
  if (facts.latched) return facts.acked ? 'latched-acked' : 'latched-unack';
  return facts.acked ? 'normal' : 'rtn-unack';
}

/** True where ISA-18.2 annunciates with sound or flash: nobody has acknowledged it. */
export const annunciates = {
  normal: false,
  unack: true,
  acked: false,
  'rtn-unack': true,
  'latched-unack': true,
  'latched-acked': false,
  shelved: false,
  suppressed: false,
  'out-of-service': false,
} as const satisfies Record<ViolationState, boolean>;

/** A violation as HTTP, the change log and the screens carry it. Times are ISO 8601 UTC. */
export interface Violation {
  id: string;
  siteId: string;
  deviceId: string;
  ruleId: string;
  ruleVersion: string;
  /** Zone of the camera, or '' where the rule has none. */
  zone: string;
  severity: Severity;
  state: ViolationState;
  acked: boolean;
  ackedBy: string | null;
  latched: boolean;
  conditionActive: boolean;
  shelvedUntil: string | null;
  /** The shelf also ends when the condition does. */
  shelvedUntilClear: boolean;
  /** `receivedAt` of the message that opened it: the start of the 10 minutes. */
  openedAt: string;
  /** Trusted time at which the condition began. */
  onsetAt: string;
  clearedAt: string | null;
  closedAt: string | null;
  /** Named reason of the latest change, e.g. `held-for-duration`. */
  reason: string;
  /** What was seen, e.g. `{ value: 11.4, limit: 8, unit: '°C' }` or `{ type: 'no-hat', confidence: 0.93, box }`. */
  evidence: ViolationEvidence;
  recurrences: number;
  review: ReviewVerdict | null;
  /** For the verdict `reclassified`: the rule that describes what was there. */
  reclassifiedAs: string | null;
  /** Number of the case that it was transferred to (转执法). */
  caseRef: string | null;
  dispatchId: string | null;
  version: number;
}

export interface ViolationEvidence {
  metric?: string;
  value?: number;
  limit?: number;
  type?: string;
  confidence?: number;
  /** x, y, width, height as fractions of the picture, 0 to 1. */
  box?: [number, number, number, number];
  count?: number;
  /** Of a gateway: how many devices speak through it. */
  behind?: number;
  /** SHA-256 of the stored picture, under `/api/v1/frames/{sha256}.jpg`. */
  frameSha256?: string;
  snapshotUrl?: string;
}
