/**
 * What the database holds, as sums: one repeatable-read transaction over the tables that facts live in. Not from the
 * change log, or a change that was lost, written wrongly or never written would be missing on both sides.
 */
import type { SumAt } from '@mingchu/shared/live';
import { addSums, sumsOf, wellDevicesSum } from '@mingchu/shared/stateSum';
import { headSeq } from '../platform/changelog/changeLog.ts';
import type { Database } from '../platform/postgres/database.ts';
import { currentGaps } from '../shifts/shiftStore.ts';
import { deviceTrouble, inspectorPositions, registrySeq } from './liveStore.ts';
import type { SnapshotReaders } from './snapshotSource.ts';

export interface StateSumDeps {
  db: Database;
  readers: Pick<SnapshotReaders, 'openViolations' | 'activeDispatches'>;
  rulesDigest: string;
}

/** Sums at the number of the newest change that the transaction sees. */
export function readStateSums({ db, readers, rulesDigest }: StateSumDeps): Promise<SumAt> {
  return db.transaction(async (tx) => {
    await tx.execute('set transaction isolation level repeatable read, read only');
    const seq = await headSeq(tx);
    const devices = await deviceTrouble(tx);
    const sums = sumsOf({
      violations: await readers.openViolations(tx),
      dispatches: await readers.activeDispatches(tx),
      deviceHealth: devices.troubled,
      inspectors: await inspectorPositions(tx),
      coverage: await currentGaps(tx),
    });
    return {
      seq,
      registrySeq: await registrySeq(tx),
      rulesDigest,
      sums: { ...sums, device: addSums(sums.device, wellDevicesSum(devices.wellCount)) },
    };
  });
}
