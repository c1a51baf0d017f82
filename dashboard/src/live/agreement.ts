/**
 * Whether this screen shows what the database holds. The server says now and then what its tables add up to at a
 * sequence number; this screen knows what it added up to at each number it passed. Where they differ a fresh snapshot
 * heals it, at a bounded rate: a fault that comes back must not become a storm of snapshots.
 */
import type { SumAt } from '@mingchu/shared/live';
import { type ComparedKind, differingKinds, sumsOf } from '@mingchu/shared/stateSum';
import type { LiveState } from './reducer.ts';

export type Comparison =
  | { kind: 'agrees' }
  | { kind: 'differs'; facts: ComparedKind[] }
  /** The changes up to that number are still on their way. */
  | { kind: 'too-early' }
  /** It passed that number too long ago to know. */
  | { kind: 'too-late' };

/** Compares this screen's state with what the database held at one number. */
export function compareSums(state: LiveState, told: SumAt): Comparison {
  if (state.seq === null || state.seq < told.seq) return { kind: 'too-early' };
  const then = state.trail.findLast((point) => point.seq <= told.seq);
  if (!then) return { kind: 'too-late' };
  // And what is shown now is counted anew, in case it was changed beside the changes.
  const now = sumsOf({
    violations: state.violations.values(),
    dispatches: state.dispatches.values(),
    deviceHealth: state.health.values(),
    inspectors: state.inspectors.values(),
    coverage: state.coverage,
  });
  const facts: ComparedKind[] = [
    ...new Set([...differingKinds(then.sums, told.sums), ...differingKinds(now, state.sums)]),
  ];
  // The log forgets in time; what it has forgotten was there when the snapshot was read.
  if (told.registrySeq !== null && told.registrySeq !== state.registrySeq) facts.push('registry');
  return facts.length === 0 ? { kind: 'agrees' } : { kind: 'differs', facts };
}

/** Pause between two healings, ms: the shortest, doubled each time until the screen agrees, and the longest. */
const healPauseMs = { least: 10_000, most: 600_000 };

export interface Agreement {
  /** The newest sum of the server. */
  told(sum: SumAt): void;
  /** Compares when both are at the same number; call it after each step. */
  check(state: LiveState, nowMs: number): Comparison['kind'] | 'nothing-told';
}

/** Remembers the newest sum until it can be compared. `onAgrees` and `onDiffers` are told; `heal` says to take a snapshot. */
export function createAgreement(on: {
  agrees: () => void;
  differs: (facts: ComparedKind[], seq: number) => void;
  heal: () => void;
}): Agreement {
  let told: SumAt | null = null;
  let pauseMs = healPauseMs.least;
  let healAfterMs = Number.NEGATIVE_INFINITY;
  return {
    told: (sum) => {
      told = sum;
    },
    check: (state, nowMs) => {
      if (told === null) return 'nothing-told';
      const comparison = compareSums(state, told);
      if (comparison.kind === 'too-early') return comparison.kind;
      const { seq } = told;
      told = null;
      if (comparison.kind === 'agrees') {
        pauseMs = healPauseMs.least;
        on.agrees();
      }
      if (comparison.kind === 'differs') {
        on.differs(comparison.facts, seq);
        if (nowMs >= healAfterMs) {
          healAfterMs = nowMs + pauseMs;
          pauseMs = Math.min(pauseMs * 2, healPauseMs.most);
          on.heal();
        }
      }
      return comparison.kind;
    },
  };
}
