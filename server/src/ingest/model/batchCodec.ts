/** How a batch of observations lies in `observation_batch.payload`: JSON in UTF-8, so that it can be read with psql. */
import type { Observation } from '@mingchu/shared/observation';

export function encodeBatch(observations: readonly Observation[]): Buffer {
  return Buffer.from(JSON.stringify(observations), 'utf8');
}

/** Only for what `encodeBatch` made. */
export function decodeBatch(payload: Buffer): Observation[] {
  return JSON.parse(payload.toString('utf8')) as Observation[];
}
