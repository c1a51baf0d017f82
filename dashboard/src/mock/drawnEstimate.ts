/** When the mock's inspectors are expected: by their positions, roughly where these are old, of one not at all. */
import type { Dispatch, EstimatedArrival } from '@mingchu/shared/dispatch';
import type { InspectorPosition } from '@mingchu/shared/live';
import type { Site } from '@mingchu/shared/registry';
import { distanceM } from '@mingchu/shared/distance';
import { positionFreshMs } from '@mingchu/shared/estimate';

type Estimate = Pick<Dispatch, 'etaAt' | 'etaEarliestAt' | 'forecast'>;

/** Which of the opening stories are judged roughly; of the first nothing is known. */
const roughStories: readonly number[] = [4, 6, 9];
const unknownStory = 1;

/** Of an order under way: every third will be late, and two that are only asked, and it is known. */
export function drawnEstimate(index: number, asked: boolean, at: (afterMs: number) => string): Estimate {
  if (index === unknownStory) return { etaAt: null, etaEarliestAt: null, forecast: null };
  const late = index % 3 === 0;
  const etaMs = 600_000 + (late ? 170_000 : -45_000);
  const rough = roughStories.includes(index);
  const nobody = rough ? 'nobody-in-time-roughly' : 'nobody-in-time';
  return {
    etaAt: at(etaMs),
    etaEarliestAt: rough ? at(etaMs - 120_000) : null,
    forecast: asked ? nobody : late ? 'late' : 'in-time',
  };
}

/** On an e-bike, after a minute to set off. */
export function drawnArrivals(
  site: Site,
  inspectors: readonly InspectorPosition[],
  nowMs: number,
): EstimatedArrival[] {
  return inspectors
    .filter(({ onShift }) => onShift)
    .map((person, index) => {
      const rideMs = (distanceM(site, person) * 1.33 * 1_000) / 5;
      const time = (ms: number): string => new Date(nowMs + 60_000 + ms).toISOString();
      const rough = person.at === null || nowMs - Date.parse(person.at) > positionFreshMs;
      const unknown = rough && index === 0;
      return {
        inspectorId: person.inspectorId,
        etaAt: unknown ? null : time(rideMs),
        etaEarliestAt: rough && !unknown ? time(Math.max(0, rideMs - 180_000)) : null,
      };
    });
}
