/** One case of the drawn district, and the same in every state that its types allow. */
import type { Dispatch, DispatchState } from '@mingchu/shared/dispatch';
import type { Violation, ViolationState } from '@mingchu/shared/violation';
import { useMemo } from 'react';
import type { LiveState } from '../../live/reducer.ts';
import { useLiveStore } from '../../live/store.ts';
import type { WorkItem } from '../../live/worklist.ts';
import { drawn } from './drawnStates.ts';

const minuteMs = 60_000;

/** ISO time, so long ago. */
export function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}

/** Which of the mock's opening stories they are. */
const exampleIds = { sensor: 'violation-1', claimed: 'violation-2', camera: 'violation-4' } as const;

export interface Examples {
  live: LiveState;
  /** By a sensor and late, with a claim of arrival, by a camera and in time. */
  cases: Record<keyof typeof exampleIds, WorkItem & { violation: Violation; dispatch: Dispatch }>;
}

/** Cases of the district that is on the bench; of a full one where that has none. */
export function useExamples(): Examples {
  const shown = useLiveStore((store) => store.live);
  return useMemo(() => {
    const live = shown.dispatches.size > 0 ? shown : drawn('full');
    const caseOf = (id: string): Examples['cases']['sensor'] => {
      const violation = live.violations.get(id);
      const dispatch = [...live.dispatches.values()].find(({ violationId }) => violationId === id);
      if (!violation || !dispatch) throw new Error(`the mock has no ${id}`);
      const { siteId, severity } = violation;
      return { id, siteId, severity, violation, dispatch };
    };
    const { sensor, claimed, camera } = exampleIds;
    return {
      live,
      cases: { sensor: caseOf(sensor), claimed: caseOf(claimed), camera: caseOf(camera) },
    };
    // A case that moved on while it is looked at would be another example.
  }, [shown.sites]);
}

const arrived = { arrivedAt: ago(minuteMs), forecast: null };
const reported = { ...arrived, submittedAt: ago(20_000), finding: 'corrected' } as const;

/** What an order has in each of its states. */
const ordersIn: Record<DispatchState, Partial<Dispatch>> = {
  offered: { acceptedAt: null, departedAt: null },
  accepted: { departedAt: null },
  declined: { inspectorId: null, acceptedAt: null, departedAt: null, etaAt: null, forecast: null },
  'en-route': {},
  arrived,
  submitted: reported,
  verified: reported,
  recalled: { forecast: null },
};

/** The order in a state. */
export function orderIn(state: DispatchState, like: Dispatch): Dispatch {
  return { ...like, ...ordersIn[state], state };
}

const over = { conditionActive: false, clearedAt: ago(minuteMs) };
/** What a violation has in each of its states. */
const violationsIn: Record<ViolationState, Partial<Violation>> = {
  normal: { ...over, closedAt: ago(30_000), acked: true },
  unack: { acked: false },
  acked: { acked: true },
  'rtn-unack': { ...over, acked: false },
  'latched-unack': { ...over, acked: false, latched: true },
  'latched-acked': { ...over, acked: true, latched: true },
  shelved: { shelvedUntil: ago(-25 * minuteMs) },
  suppressed: {},
  'out-of-service': {},
};

/** The violation in a state. */
export function violationIn(state: ViolationState, like: Violation): Violation {
  return { ...like, ...violationsIn[state], state };
}

/** Time since the violation was opened, and what became of it. */
const clocks = {
  running: { sinceMs: 2 * minuteMs },
  soon: { sinceMs: 8 * minuteMs },
  now: { sinceMs: 9.5 * minuteMs },
  late: { sinceMs: 13 * minuteMs },
  done: { sinceMs: 15 * minuteMs, arrivedAfterMs: 6.2 * minuteMs },
  'done-late': { sinceMs: 25 * minuteMs, arrivedAfterMs: 14 * minuteMs },
} as const satisfies Record<string, { sinceMs: number; arrivedAfterMs?: number }>;
export type ClockState = keyof typeof clocks;
/** How the ten minutes of an order may stand. */
export const clockStates = Object.keys(clocks) as ClockState[];

/** The order with its ten minutes so far gone. */
export function orderAt(clock: ClockState, like: Dispatch): Dispatch {
  const { sinceMs, arrivedAfterMs }: { sinceMs: number; arrivedAfterMs?: number } = clocks[clock];
  return {
    ...like,
    state: arrivedAfterMs === undefined ? 'en-route' : 'arrived',
    openedAt: ago(sinceMs),
    dueAt: ago(sinceMs - 10 * minuteMs),
    arrivedAt: arrivedAfterMs === undefined ? null : ago(sinceMs - arrivedAfterMs),
  };
}
