/** Which errands of a packet are worth a request: a gap always, a picture where it will be evidence of something. */
import { detectionTypeOf, type MappingTable } from '../bindings/model/mapValues.ts';
import type { Errand, Heard } from './families/family.ts';

/**
 * Without pictures of cameras that nobody has bound, and of alerts of which no label means anything here.
 * @param isBound whether somebody has bound the device at this address
 */
export function wantedErrands(
  { heard, errands }: { heard: readonly Heard[]; errands: readonly Errand[] },
  table: MappingTable,
  isBound: (address: string) => boolean,
): Errand[] {
  const meansSomething = (device: string) =>
    heard.some(
      (one) => one.kind === 'finding' && one.device === device && detectionTypeOf(one.label, table) !== null,
    );
  return errands.filter(
    ({ kind, device }) => kind !== 'snapshot' || (isBound(device) && meansSomething(device)),
  );
}
