/** A report that comes again tells its bad values again: they were one fault, whatever lay between. */
import type { FaultObservation } from '@mingchu/shared/observation';
import type { Transaction } from '../platform/postgres/database.ts';
import { claimKeys } from './ingestStore.ts';
import type { Judged } from './judgeMessage.ts';

/** Remembers the reports that tell of faults, and leaves out the faults of those that were here before. */
export async function withoutRepeatedFaults(
  tx: Transaction,
  batch: readonly Judged[],
): Promise<readonly Judged[]> {
  const reported = batch.flatMap((judged) => judged.reported ?? []);
  if (reported.length === 0) return batch;
  const fresh = await claimKeys(
    tx,
    reported.map(({ fault: { siteId, deviceId, receivedAt }, key }) => ({
      siteId,
      deviceId,
      key,
      receivedAt,
    })),
  );
  const repeated = new Set<FaultObservation>();
  for (const { fault, key } of reported) {
    // Deleting makes a second copy within the batch a repetition as well.
    if (!fresh.delete(`${fault.siteId}/${fault.deviceId}/${key}`)) repeated.add(fault);
  }
  return batch.map((judged) => ({
    ...judged,
    faults: judged.faults.filter((fault) => !repeated.has(fault)),
  }));
}
