import type { SiteCalibrationLine } from '@mingchu/shared/calibration';
import type { Session } from '@mingchu/shared/http';
import { mainMetric } from '@mingchu/shared/mainMetric';
import { may } from '@mingchu/shared/permissions';
import type { Device } from '@mingchu/shared/registry';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { SpanChoice, useSpan } from './chartSpan.tsx';
import { SensorChart } from './SensorChart.tsx';
import { useSiteRules } from './useSiteRules.ts';

/** Every sensor of the kitchen with the limits that hold there. */
export function SiteSensors(props: {
  live: LiveState;
  siteId: string;
  sensors: readonly Device[];
  calibrations: readonly SiteCalibrationLine[];
  session: Session;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, sensors, calibrations } = props;
  const span = useSpan();
  const own = useSiteRules(props.siteId, may(props.session.role, 'site-rule.read'));
  return (
    <section className="card" aria-label={t('console.site.sensors')}>
      <h3>
        {t('console.site.sensors')}
        <SpanChoice span={span} />
      </h3>
      {sensors.length === 0 ? <p>{t('console.site.noSensor')}</p> : null}
      <div className="sensors">
        {sensors.map((device) => {
          const metric = mainMetric(device.kind);
          return metric === null ? null : (
            <SensorChart
              key={`${device.id} ${span}`}
              {...{ live, device, metric, span, own, calibrations }}
            />
          );
        })}
      </div>
    </section>
  );
}
