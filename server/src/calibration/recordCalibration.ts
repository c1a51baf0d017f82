/** Superiors write down what a certificate says of a sensor, or withdraw it; both stand in the audit trail. */
import {
  type CalibrationView,
  isUnusual,
  mistakeIn,
  type NewCalibrationBody,
} from '@mingchu/shared/calibration';
import { appendAudit } from '../platform/audit/audit.ts';
import type { Clock } from '../platform/clock.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import { devicesOfSite } from '../registry/registryStore.ts';
import { tellCalibrationsChanged } from './calibrationBook.ts';
import {
  type CalibrationRow,
  hasCalibration,
  insertCalibration,
  withdrawCalibrations,
} from './calibrationStore.ts';

export interface CalibrationDeps {
  db: Database;
  clock: Clock;
}

/** Throws ProblemError `device-not-found`, `calibration-mistake`, `unusual-correction` or `calibration-exists`. */
export function recordCalibration(
  { db, clock }: CalibrationDeps,
  { body, actor }: { body: NewCalibrationBody; actor: string },
): Promise<CalibrationView> {
  const now = clock.date();
  return db.transaction(async (tx) => {
    const made = await recordWithin(tx, { body, actor, now });
    await tellCalibrationsChanged(tx);
    return made;
  });
}

/** The same within a transaction that records many and tells of them itself. */
export async function recordWithin(
  tx: Transaction,
  { body, actor, now }: { body: NewCalibrationBody; actor: string; now: Date },
): Promise<CalibrationView> {
  const { confirmed = false, ...said } = body;
  const { siteId, deviceId, metric } = said;
  const mistake = mistakeIn(body, now.getTime());
  if (mistake !== null) throw new ProblemError(422, mistake, `This cannot be taken: ${mistake}.`);
  if (!confirmed && isUnusual(metric, body))
    throw new ProblemError(409, 'unusual-correction', 'The correction is unusually large: confirm it.');
  if (!(await devicesOfSite(tx, siteId)).some(({ id }) => id === deviceId))
    throw new ProblemError(404, 'device-not-found', `There is no device ${deviceId} at ${siteId}.`);
  const row = { ...said, validFrom: new Date(said.validFrom), recordedBy: actor, recordedAt: now };
  const id = await insertCalibration(tx, row);
  if (id === null)
    throw new ProblemError(
      409,
      'calibration-exists',
      `${metric} of ${siteId}/${deviceId} has one from that moment.`,
    );
  const made = { ...row, id, withdrawnBy: null, withdrawnAt: null, withdrawReason: null };
  await note(tx, { row: made, act: 'record-calibration', actor, now, reason: 'certificate-recorded' });
  return viewOf(made);
}

/** What it has corrected stays as it is stored. Throws ProblemError `no-such-calibration` or `already-so`. */
export function withdrawCalibration(
  { db, clock }: CalibrationDeps,
  { id, reason, actor }: { id: number; reason: string; actor: string },
): Promise<CalibrationView> {
  const now = clock.date();
  return db.transaction(async (tx) => {
    const [ended] = await withdrawCalibrations(tx, { id }, { by: actor, at: now, reason });
    if (!ended) {
      if (await hasCalibration(tx, id))
        throw new ProblemError(409, 'already-so', 'Somebody has done that already.');
      throw new ProblemError(404, 'no-such-calibration', `There is no calibration ${id}.`);
    }
    await note(tx, { row: ended, act: 'withdraw-calibration', actor, now, reason });
    await tellCalibrationsChanged(tx);
    return viewOf(ended);
  });
}

/** Another sensor has taken the place of a device: the certificates are of the old one. */
export async function withdrawOfReplaced(
  tx: Transaction,
  device: { siteId: string; deviceId: string },
  { actor, now }: { actor: string; now: Date },
): Promise<void> {
  const reason = 'sensor-replaced';
  const ended = await withdrawCalibrations(tx, device, { by: actor, at: now, reason });
  for (const row of ended) await note(tx, { row, act: 'withdraw-calibration', actor, now, reason });
  if (ended.length > 0) await tellCalibrationsChanged(tx);
}

function note(
  tx: Transaction,
  entry: { row: CalibrationRow; act: string; actor: string; now: Date; reason: string },
): Promise<void> {
  const { row, act, actor, now, reason } = entry;
  const { siteId, deviceId, ...detail } = viewOf(row);
  return appendAudit(tx, now, [
    { subject: 'registry', subjectId: `${siteId}/${deviceId}`, actor, act, reason, detail },
  ]);
}

export function viewOf(row: CalibrationRow): CalibrationView {
  const { withdrawnBy: by, withdrawnAt: at, withdrawReason: reason, ...rest } = row;
  return {
    ...rest,
    validFrom: row.validFrom.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
    withdrawn: by === null || at === null || reason === null ? null : { by, at: at.toISOString(), reason },
  };
}
