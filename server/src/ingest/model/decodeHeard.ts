/** From what a device of a family means, once it is bound and mapped, to samples with a trusted time. */
import type { EpochMs } from '@mingchu/shared/observation';
import type { Decoded } from './decodeMessage.ts';
import { judgeClock } from './trustedTime.ts';

export type Meant =
  | {
      kind: 'values';
      /** By metric. */
      values: Record<string, number>;
      deviceTime: EpochMs | null;
      key: string | null;
      historical: boolean;
    }
  | {
      kind: 'finding';
      type: string;
      id: string;
      confidence: number;
      deviceTime: EpochMs | null;
      zone: string;
      box?: [number, number, number, number];
      trackId?: string;
      conclusive?: true;
      historical: boolean;
    }
  | { kind: 'status'; state: 'online' | 'offline' };

export interface HeardFrom {
  siteId: string;
  deviceId: string;
  receivedAt: EpochMs;
  retained: boolean;
}

/** What one packet says of one device; samples in the order of their time. `skewMs`: its clock minus ours, if wrong. */
export function decodeHeard(
  meant: readonly Meant[],
  from: HeardFrom,
): { samples: Decoded[]; skewMs: number | null } {
  const clock = { newest: newestTime(meant) };
  const samples = meant.flatMap((one) => {
    switch (one.kind) {
      case 'values':
        return decodeValues(one, from, clock);
      case 'finding':
        return decodeFinding(one, from);
      case 'status':
        return decodeStatus(one, from);
    }
  });
  samples.sort((a, b) => a.deviceTime - b.deviceTime);
  const wrong = samples.find(({ skewMs }) => skewMs !== null);
  return { samples, skewMs: wrong?.skewMs ?? null };
}

/** What a device has stored says nothing about its clock. */
function newestTime(meant: readonly Meant[]): EpochMs | null {
  const times = meant.flatMap((one) =>
    one.kind === 'values' && !one.historical && one.deviceTime !== null ? [one.deviceTime] : [],
  );
  return times.length === 0 ? null : Math.max(...times);
}

function decodeValues(
  { values, deviceTime, key, historical }: Extract<Meant, { kind: 'values' }>,
  { siteId, deviceId, receivedAt, retained }: HeardFrom,
  { newest }: { newest: EpochMs | null },
): Decoded[] {
  const metrics = Object.keys(values);
  if (metrics.length === 0) return [];
  // Of a kept value without a time nobody knows how old it is: it must not be shown as new.
  if (deviceTime === null && (retained || historical)) return [];
  const isOld = retained || historical;
  const time = deviceTime ?? receivedAt;
  // A value without a time counts as of its receipt, whatever the clock beside it says.
  const trust = judgeClock(isOld || deviceTime === null ? time : (newest ?? time), receivedAt, isOld);
  // A clock that is centuries ahead in one report takes the others back beyond all time.
  if (time + trust.shiftMs < 0) return [];
  return [
    {
      observation: {
        kind: 'telemetry',
        siteId,
        deviceId,
        at: time + trust.shiftMs,
        receivedAt,
        ...(isOld && { retained: true as const }),
        values,
      },
      skewMs: trust.skewMs,
      deviceTime: time,
      key: key !== null ? `said:${key}` : trust.needsKey ? `${time}:${metrics.join(',')}` : null,
    },
  ];
}

function decodeFinding(
  finding: Extract<Meant, { kind: 'finding' }>,
  { siteId, deviceId, receivedAt, retained }: HeardFrom,
): Decoded[] {
  const { type, id, confidence, zone, conclusive, box, trackId, deviceTime, historical } = finding;
  const isOld = retained || historical;
  if (deviceTime === null && isOld) return [];
  const time = deviceTime ?? receivedAt;
  const { shiftMs, skewMs } = judgeClock(time, receivedAt, isOld);
  return [
    {
      observation: {
        kind: 'detection',
        siteId,
        deviceId,
        at: time + shiftMs,
        receivedAt,
        ...(isOld && { retained: true as const }),
        id,
        type,
        confidence,
        zone,
        ...(conclusive && { conclusive }),
        ...(box && { box }),
        ...(trackId !== undefined && { trackId }),
      },
      skewMs,
      deviceTime: time,
      key: `id:${id}`,
    },
  ];
}

/** Kept, it is the present state if that is "offline"; that somebody was there says nothing of now. */
function decodeStatus(
  { state }: Extract<Meant, { kind: 'status' }>,
  { siteId, deviceId, receivedAt, retained }: HeardFrom,
): Decoded[] {
  if (retained && state === 'online') return [];
  return [
    {
      observation: {
        kind: 'status',
        siteId,
        deviceId,
        at: receivedAt,
        receivedAt,
        ...(retained && { retained: true as const }),
        state,
      },
      skewMs: null,
      deviceTime: receivedAt,
      key: null,
    },
  ];
}
