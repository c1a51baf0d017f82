/** Readings for a chart: raw for hours, per five minutes for a day, per hour for weeks and months. */
import { request } from '../../../http/request.ts';
import type { LimitPoint } from '../../../ui/limitChart.tsx';

interface Reading {
  time: string;
  value?: number;
  raw?: number;
  min?: number;
  max?: number;
  mean?: number;
}

const hourMs = 3_600_000;
/** Most points that are drawn; more are drawn together, with all their range. */
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
  return drawnTogether(pointsOf(items));
}

/** Where a calibration changed one of them, each has its raw value: what is not corrected is both. Pure. */
export function pointsOf(items: readonly Reading[]): LimitPoint[] {
  const hasRaw = items.some(({ raw }) => raw !== undefined);
  return items.map(({ time, value = 0, mean = value, min = mean, max = mean, raw = value }) => ({
    atMs: Date.parse(time),
    mean,
    range: [min, max],
    ...(hasRaw && { raw }),
  }));
}

/**
 * What the sensor said last: `newest` where it is known, for a chart's last point may be the mean of minutes in which a
 * limit was crossed. Pure.
 */
export function latestOf(
  points: readonly LimitPoint[] | null,
  newest: { time: string; value: number } | null,
): { atMs: number; value: number } | null {
  const point = points?.at(-1);
  const drawn = point ? { atMs: point.atMs, value: point.mean } : null;
  const told = newest && { atMs: Date.parse(newest.time), value: newest.value };
  return told && (drawn === null || told.atMs >= drawn.atMs) ? told : drawn;
}

/** As few points as a chart can show; no peak is lost. Pure. */
export function drawnTogether(points: LimitPoint[], most = maxPoints): LimitPoint[] {
  const step = Math.ceil(points.length / most);
  if (step <= 1) return points;
  return Array.from({ length: Math.ceil(points.length / step) }, (_none, index) => {
    const part = points.slice(index * step, (index + 1) * step);
    return {
      atMs: part[0]?.atMs ?? 0,
      mean: part.reduce((sum, { mean }) => sum + mean, 0) / part.length,
      ...(part[0]?.raw !== undefined && {
        raw: part.reduce((sum, { raw = 0 }) => sum + raw, 0) / part.length,
      }),
      range: [Math.min(...part.map(({ range }) => range[0])), Math.max(...part.map(({ range }) => range[1]))],
    };
  });
}
