/** The stage between judging and committing at which a value becomes what a sensor without its error would say. */
import type { CalibrationBook } from '../calibration/calibrationBook.ts';
import { correctValues } from '../calibration/model/correctionsOf.ts';
import { deviceKey } from '../registry/registryCache.ts';
import type { Decoded } from './model/decodeMessage.ts';

/** Changes the samples in place. Once for each: what was said is kept beside it in `raw`. */
export function calibrateSamples(samples: Decoded[], calibrations: Pick<CalibrationBook, 'of'>): void {
  for (const sample of samples) {
    const { observation } = sample;
    if (observation.kind !== 'telemetry') continue;
    const corrections = calibrations.of(deviceKey(observation.siteId, observation.deviceId));
    const corrected = corrections && correctValues(observation.values, corrections, observation.at);
    if (!corrected) continue;
    observation.values = corrected.values;
    sample.raw = corrected.raw;
  }
}
