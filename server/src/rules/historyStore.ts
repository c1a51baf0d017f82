/** What devices said in the past, as the observations that were judged then. */
import type { DetectionObservation, Observation, TelemetryObservation } from '@mingchu/shared/observation';
import type { Executor } from '../platform/postgres/database.ts';

/**
 * One kitchen's readings and detections received in [from, to), in the order of receipt. What the broker or the device
 * had kept is left out: no rule judged it then.
 */
export async function observationsBetween(
  db: Executor,
  { siteId, from, to }: { siteId: string; from: Date; to: Date },
): Promise<Observation[]> {
  // By time too, so that only the days concerned are read: a sample may be received up to a minute after its time.
  const span = [siteId, from, to, new Date(from.getTime() - lateMs), new Date(to.getTime() + lateMs)];
  const readings = await db.query<{
    deviceId: string;
    at: string;
    receivedAt: string;
    values: Record<string, number>;
  }>(
    `select device_id as "deviceId", (extract(epoch from time) * 1000)::bigint as at,
            (extract(epoch from received_at) * 1000)::bigint as "receivedAt", json_object_agg(metric, value) as values
     from reading
     where site_id = $1 and received_at >= $2 and received_at < $3 and time >= $4 and time < $5
       and kept is null
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
     where site_id = $1 and received_at >= $2 and received_at < $3 and time >= $4 and time < $5
       and kept is null`,
    span,
  );
  const base = (row: { deviceId: string; at: string; receivedAt: string }) => ({
    siteId,
    deviceId: row.deviceId,
    at: Number(row.at),
    receivedAt: Number(row.receivedAt),
  });
  const observations = [
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
  return observations.sort((a, b) => a.receivedAt - b.receivedAt || a.at - b.at);
}

/** Beyond this no sample keeps a time of its own. */
const lateMs = 60_000;
