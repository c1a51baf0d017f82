/**
 * Observations are what intake has committed and the rules look at: decoded, checked, with a trusted time.
 * They travel in batches from ingest to rules; a batch belongs to one shard.
 */
/** Milliseconds since 1970. */
export type EpochMs = number;

interface ObservationBase {
  siteId: string;
  deviceId: string;
  /** Trusted time: the device's own, or `receivedAt` when the two differ by more than the skew limit. */
  at: EpochMs;
  receivedAt: EpochMs;
  /** A retained message refreshes state and never opens a violation. */
  retained?: true;
}

export interface TelemetryObservation extends ObservationBase {
  kind: 'telemetry';
  seq?: number;
  values: Record<string, number>;
}

export interface DetectionObservation extends ObservationBase {
  kind: 'detection';
  id: string;
  type: string;
  confidence: number;
  zone: string;
  /** Its device has judged it over time and tells it once: no rule waits for more of it. */
  conclusive?: true;
  box?: [number, number, number, number];
  trackId?: string;
  frameSha256?: string;
  snapshotUrl?: string;
}

export interface StatusObservation extends ObservationBase {
  kind: 'status';
  state: 'online' | 'offline';
}

/** A finding of intake about the device itself: wrong clock, gaps, garbage, flood, values it calls bad, a frozen picture. */
export interface FaultObservation extends ObservationBase {
  kind: 'fault';
  fault: DeviceFault;
  /** E.g. the skew in ms, how many messages are missing, or for how many ms the picture has been the same. */
  amount: number;
}

/** Time passing without a message, so that silence can be noticed; written into the log like a message. */
export interface TickObservation {
  kind: 'tick';
  at: EpochMs;
}

export const deviceFaults = [
  'clock-skew',
  'sequence-gap',
  'garbage',
  'flood',
  'sensor-fault',
  'picture-frozen',
] as const;
export type DeviceFault = (typeof deviceFaults)[number];

export type Observation =
  | TelemetryObservation
  | DetectionObservation
  | StatusObservation
  | FaultObservation
  | TickObservation;

/** One committed batch of one shard; `batchSeq` grows by commit order within the shard. */
export interface ObservationBatch {
  shard: number;
  batchSeq: number;
  observations: Observation[];
}

/** Device clock and server clock may differ by this much before the device's is distrusted. ms. */
export const skewLimitMs = 30_000;

/** FNV-1a over the site id: the shard that evaluates this site. */
export function shardOfSite(siteId: string, shardCount: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < siteId.length; i++) {
    hash ^= siteId.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % shardCount;
}
