import type { SiteCalibrationLine } from '@mingchu/shared/calibration';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import type { Device } from '@mingchu/shared/registry';
import { metricUnits } from '@mingchu/shared/vocabulary';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLocation, useSearch } from 'wouter';
import { request } from '../../../http/request.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { LimitChart } from '../../../ui/limitChart.tsx';
import { minuteText, spanText } from '../../../ui/time.ts';
import { mainMetric } from '@mingchu/shared/mainMetric';
import { SensorCalibration } from './SensorCalibration.tsx';
import { limitsFor, type SiteRule } from './ruleLimits.ts';
import { useReadings } from './useReadings.ts';

const hourMs = 3_600_000;
/** Spans of the charts, in the URL as `span`. */
const spans = {
  hour: hourMs,
  day: 24 * hourMs,
  week: 7 * 24 * hourMs,
  month: 31 * 24 * hourMs,
  quarter: 92 * 24 * hourMs,
} as const;
type Span = keyof typeof spans;
const spanNames = Object.keys(spans) as Span[];

/** Every sensor of the kitchen with the limits that hold there. */
export function SiteSensors(props: {
  live: LiveState;
  siteId: string;
  sensors: readonly Device[];
  calibrations: readonly SiteCalibrationLine[];
  session: Session;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, sensors } = props;
  const [path, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get('span');
  const span = spanNames.find((each) => each === asked) ?? 'day';
  const own = useSiteRules(props.siteId, may(props.session.role, 'site-rule.read'));
  return (
    <section className="card" aria-label={t('console.site.sensors')}>
      <h3>
        {t('console.site.sensors')}
        <span className="span-choice" role="group" aria-label={t('console.site.span')}>
          {spanNames.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === span}
              onClick={() => navigate(`${path}?span=${each}`, { replace: true })}
            >
              {t(`console.span.${each}`)}
            </button>
          ))}
        </span>
      </h3>
      {sensors.length === 0 ? <p>{t('console.site.noSensor')}</p> : null}
      <div className="sensors">
        {sensors.map((device) => (
          <Sensor
            key={`${device.id} ${span}`}
            live={live}
            device={device}
            span={span}
            own={own}
            calibrations={props.calibrations}
          />
        ))}
      </div>
    </section>
  );
}

function Sensor(props: {
  live: LiveState;
  device: Device;
  span: Span;
  own: readonly SiteRule[];
  calibrations: readonly SiteCalibrationLine[];
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const { device, span } = props;
  const metric = mainMetric(device.kind);
  const spanMs = spans[span];
  const reading = useReadings({ siteId: device.siteId, deviceId: device.id, metric, spanMs });
  const { points, error } = reading;
  if (metric === null) return null;
  const title = `${device.name} · ${t(`metric.${metric}`)} ${metricUnits[metric]}`;
  const last = points?.at(-1);
  const calibration = props.calibrations.find(
    (line) => line.deviceId === device.id && line.metric === metric,
  );
  return (
    <div className="sensor">
      <h4>
        {title}
        {last ? (
          <span className="num">
            <b>{Math.round(last.mean * 10) / 10}</b> <small>{minuteText(last.atMs)}</small>
          </span>
        ) : null}
      </h4>
      {calibration ? <SensorCalibration line={calibration} /> : null}
      {error ? <p role="alert">{error}</p> : null}
      {points === null && error === null ? <p>{t('console.loading')}</p> : null}
      {points?.length === 0 ? <p>{t('console.site.noReadings')}</p> : null}
      {points && points.length > 0 ? (
        <LimitChart
          points={points}
          limits={limitsFor(device, metric, { rules: props.live.rules.values(), own: props.own })}
          span={reading.span}
          unit={metricUnits[metric]}
          timeText={spanMs > 48 * hourMs ? spanText : minuteText}
          label={title}
        />
      ) : null}
    </div>
  );
}

/** What the site has of its own for rules. */
function useSiteRules(siteId: string, allowed: boolean): readonly SiteRule[] {
  const [rules, setRules] = useState<readonly SiteRule[]>([]);
  useEffect(() => {
    if (!allowed) return;
    request<{ items: SiteRule[] }>('GET', `/sites/${siteId}/rules`).then(
      ({ items }) => setRules(items),
      () => setRules([]), // The charts then show the limits of the rulebook.
    );
  }, [siteId, allowed]);
  return rules;
}
