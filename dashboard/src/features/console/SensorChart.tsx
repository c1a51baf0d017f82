import type { Device } from '@mingchu/shared/registry';
import { metricUnits } from '@mingchu/shared/vocabulary';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, request } from '../../http/request.ts';
import { serverNow } from '../../live/store.ts';
import { type ReadingPoint, ReadingLine } from '../../ui/charts.tsx';
import { minuteText } from '../../ui/time.ts';
import { chartedMetric } from './chartedMetric.ts';

const spanMs = 6 * 3_600_000;
/** Width of a bucket, as the server names it: 72 points in six hours, within the 300 a chart should draw. */
const bucket = '5m';
const refreshMs = 60_000;

interface Bucket {
  time: string;
  min: number;
  max: number;
  mean: number;
}

/** One sensor over the last six hours, refreshed every minute. */
export function SensorChart(props: { device: Device; limit: number | undefined }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { device } = props;
  const metric = chartedMetric(device.kind);
  const [points, setPoints] = useState<ReadingPoint[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    const load = async (): Promise<void> => {
      const to = serverNow();
      const query = new URLSearchParams({
        deviceId: device.id,
        metric: metric ?? '',
        from: new Date(to - spanMs).toISOString(),
        to: new Date(to).toISOString(),
        bucket,
      });
      try {
        const answer = await request<{ items: Bucket[] }>('GET', `/sites/${device.siteId}/readings?${query}`);
        if (!wanted) return;
        setPoints(answer.items.map(({ time, ...figures }) => ({ atMs: Date.parse(time), ...figures })));
        setError(null);
      } catch (failure) {
        if (wanted) setError(errorText(failure));
      }
    };
    void load();
    const timer = setInterval(() => void load(), refreshMs);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [device.siteId, device.id, metric]);
  if (metric === null) return null;
  const title = `${device.name} · ${t(`metric.${metric}`)} ${metricUnits[metric]}`;
  return (
    <div className="sensor">
      <h4>{title}</h4>
      {error ? <p role="alert">{error}</p> : null}
      {points === null && error === null ? <p>{t('console.loading')}</p> : null}
      {points?.length === 0 ? <p>{t('console.site.noReadings')}</p> : null}
      {points && points.length > 0 ? (
        <ReadingLine
          points={points}
          unit={metricUnits[metric]}
          limit={props.limit}
          timeText={minuteText}
          label={title}
        />
      ) : null}
    </div>
  );
}
