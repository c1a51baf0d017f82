/** The calibrations that stand, in every process that takes or tries messages: looking one up takes no statement. */
import type { Logger } from '../platform/log.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import { openRenewedCopy } from '../platform/postgres/renewedCopy.ts';
import { type StandingCorrection, standingCorrections } from './calibrationStore.ts';
import type { CorrectionsOfDevice, ValidCorrection } from './model/correctionsOf.ts';

export interface CalibrationBook {
  /** By the key of the device, `siteId/deviceId`; undefined when it has none. */
  of(deviceKey: string): CorrectionsOfDevice | undefined;
  renew(): Promise<void>;
  close(): Promise<void>;
}

const calibrationChannel = 'mingchu_calibrations';

/** Every process reads again once `tx` is committed. */
export function tellCalibrationsChanged(tx: Transaction): Promise<number> {
  return tx.execute('select pg_notify($1, $2)', [calibrationChannel, '']);
}

export async function openCalibrationBook({
  db,
  log,
}: {
  db: Database;
  log: Logger;
}): Promise<CalibrationBook> {
  const copy = await openRenewedCopy({
    db,
    log,
    channel: calibrationChannel,
    what: 'calibrations',
    read: async () => byDevice(await standingCorrections(db)),
  });
  return {
    of: (deviceKey) => copy.contents.get(deviceKey),
    renew: copy.renew,
    close: copy.close,
  };
}

/** Keeps the order of the rows, the newest of each metric first. */
function byDevice(rows: StandingCorrection[]): Map<string, Map<string, ValidCorrection[]>> {
  const devices = new Map<string, Map<string, ValidCorrection[]>>();
  for (const { deviceKey, metric, slope, offset, validFrom } of rows) {
    const device = devices.get(deviceKey) ?? new Map<string, ValidCorrection[]>();
    const list = device.get(metric) ?? [];
    list.push({ fromMs: validFrom.getTime(), slope, offset });
    devices.set(deviceKey, device.set(metric, list));
  }
  return devices;
}
