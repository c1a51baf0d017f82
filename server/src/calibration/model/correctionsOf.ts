/** Which calibration a value is corrected by, and what it becomes. */
import { type Correction, correctedValue } from '@mingchu/shared/calibration';

/** A calibration as intake needs it. */
export interface ValidCorrection extends Correction {
  /** ms since 1970. */
  fromMs: number;
}

/** By metric of one device, the newest first. */
export type CorrectionsOfDevice = ReadonlyMap<string, readonly ValidCorrection[]>;

/** What was said of several metrics at once, corrected; `raw` holds those that became another value. */
export interface Corrected {
  values: Record<string, number>;
  raw: Record<string, number>;
}

/** By the calibration that was valid at `at`, ms; null when no value becomes another. */
export function correctValues(
  said: Readonly<Record<string, number>>,
  corrections: CorrectionsOfDevice,
  at: number,
): Corrected | null {
  let corrected: Corrected | null = null;
  for (const [metric, inForce] of corrections) {
    const raw = said[metric];
    if (raw === undefined) continue;
    const correction = inForce.find(({ fromMs }) => fromMs <= at);
    if (!correction) continue;
    const value = correctedValue(metric, raw, correction);
    if (value === raw) continue;
    corrected ??= { values: { ...said }, raw: {} };
    corrected.values[metric] = value;
    corrected.raw[metric] = raw;
  }
  return corrected;
}
