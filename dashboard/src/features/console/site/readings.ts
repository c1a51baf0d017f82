/** Readings for a chart: raw for hours, per five minutes for a day, per hour for weeks and months. */
import { request } from '../../../http/request.ts';
import type { LimitPoint } from '../../../ui/limitChart.tsx';

interface Reading {
  time: string;
  value?: number;
  min?: number;
  max?: number;
  mean?: number;
}

const hourMs = 3_600_000;
/** Most points that are drawn; more are thinned out by taking every nth. */
const maxPoints = 800;

/** The bucket in which a span is asked for; undefined: every reading. */
export function bucketFor(spanMs: number): '5m' | '1h' | undefined {
  if (spanMs <= 3 * hourMs) return undefined;
  return spanMs <= 72 * hourMs ? '5m' : '1h';
}

/** Asks for the readings of one metric of one device. */
export async function readPoints(question: {
  siteId: string;
  deviceId: string;
  metric: string;
  span: [number, number];
}): Promise<LimitPoint[]> {
  const { siteId, deviceId, metric, span } = question;
  const [from, to] = span;
  const bucket = bucketFor(to - from);
  const query = new URLSearchParams({
    deviceId,
    metric,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...(bucket ? { bucket } : {}),
  });
  const { items } = await request<{ items: Reading[] }>('GET', `/sites/${siteId}/readings?${query}`);
  return thinned(items).map((reading) => {
    const mean = reading.mean ?? reading.value ?? 0;
    return { atMs: Date.parse(reading.time), mean, range: [reading.min ?? mean, reading.max ?? mean] };
  });
}

function thinned(items: Reading[]): Reading[] {
  const step = Math.ceil(items.length / maxPoints);
  return step <= 1 ? items : items.filter((_item, index) => index % step === 0);
}
