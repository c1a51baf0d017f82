/** What devices said in the past, as the observations that were judged then. */
import type { DetectionObservation, Observation, TelemetryObservation } from '@mingchu/shared/observation';
import type { Executor } from '../platform/postgres/database.ts';

/** Beyond this no sample is ahead of its receipt, ms. */
const aheadMs = 60_000;
/** What a device had kept to itself for longer when it was received first is not found, ms. */
const backlogMs = 24 * 3_600_000;

export interface History {
  /** Received since the last question and before `to`, in the order of receipt. */
  receivedBefore(to: number): Promise<Observation[]>;
}

/**
 * One kitchen's readings and detections received from `from` on. Samples are stored by their own times, and a device
 * that was cut off brings those of hours at once: so each is read once by its time, and waits here for its receipt. What
 * the broker or the device had kept is left out: no rule judged it then.
 */
export function openHistory(db: Executor, { siteId, from }: { siteId: string; from: number }): History {
  let readTo = from - backlogMs;
  let waiting: Observation[] = [];
  return {
    receivedBefore: async (to) => {
      const span = {
        siteId,
        from: new Date(readTo),
        to: new Date(to + aheadMs),
        receivedFrom: new Date(from),
      };
      const all = [...waiting, ...(await samplesOf(db, span))].sort(
        (a, b) => receivedAt(a) - receivedAt(b) || a.at - b.at,
      );
      readTo = to + aheadMs;
      waiting = all.filter((one) => receivedAt(one) >= to);
      return all.filter((one) => receivedAt(one) < to);
    },
  };
}

/** A tick is as old as it says. */
export function receivedAt(observation: Observation): number {
  return observation.kind === 'tick' ? observation.at : observation.receivedAt;
}

/** With times in [from, to). */
async function samplesOf(
  db: Executor,
  { siteId, from, to, receivedFrom }: { siteId: string; from: Date; to: Date; receivedFrom: Date },
): Promise<Observation[]> {
  const span = [siteId, from, to, receivedFrom];
  const readings = await db.query<{
    deviceId: string;
    at: string;
    receivedAt: string;
    values: Record<string, number>;
  }>(
    `select device_id as "deviceId", (extract(epoch from time) * 1000)::bigint as at,
            (extract(epoch from received_at) * 1000)::bigint as "receivedAt", json_object_agg(metric, value) as values
     from reading
     where site_id = $1 and time >= $2 and time < $3 and received_at >= $4 and kept is null
     group by device_id, time, received_at`,
    span,
  );
  const detections = await db.query<{
    deviceId: string;
    at: string;
    receivedAt: string;
    id: string;
    type: string;
    confidence: number;
    zone: string;
    conclusive: boolean | null;
  }>(
    `select device_id as "deviceId", (extract(epoch from time) * 1000)::bigint as at,
            (extract(epoch from received_at) * 1000)::bigint as "receivedAt", id, type, confidence, zone,
            conclusive
     from detection
     where site_id = $1 and time >= $2 and time < $3 and received_at >= $4 and kept is null`,
    span,
  );
  const base = (row: { deviceId: string; at: string; receivedAt: string }) => ({
    siteId,
    deviceId: row.deviceId,
    at: Number(row.at),
    receivedAt: Number(row.receivedAt),
  });
  return [
    ...readings.map((row): TelemetryObservation => ({ ...base(row), kind: 'telemetry', values: row.values })),
    ...detections.map((row): DetectionObservation => {
      const { id, type, confidence, zone, conclusive } = row;
      return {
        ...base(row),
        kind: 'detection',
        id,
        type,
        confidence,
        zone,
        ...(conclusive && { conclusive }),
      };
    }),
  ];
}
