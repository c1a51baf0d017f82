import type { SiteCalibrationLine } from '@mingchu/shared/calibration';
import type { Device } from '@mingchu/shared/registry';
import { type Metric, metricUnits } from '@mingchu/shared/vocabulary';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { serverNow } from '../../../live/store.ts';
import { minuteText, spanText, whenMinuteText } from '../../../ui/time.ts';
import { type Span, spans } from './chartSpan.tsx';
import { ReadingsChart } from './ReadingsChart.tsx';
import { latestOf } from './readings.ts';
import { limitsFor, type SiteRule } from './ruleLimits.ts';
import { SensorCalibration } from './SensorCalibration.tsx';
import { calibrationOf } from './useCalibrations.ts';
import { useReadings } from './useReadings.ts';

/** Spans beyond this are told by days on the axis, ms. */
const daysFromMs = 48 * 3_600_000;

/** One metric of a device over time, with the limits that hold there. */
export function SensorChart(props: {
  live: LiveState;
  device: Device;
  metric: Metric;
  span: Span;
  own: readonly SiteRule[];
  calibrations: readonly SiteCalibrationLine[];
}): React.JSX.Element {
  const { t } = useTranslation();
  const { device, metric, span } = props;
  const spanMs = spans[span];
  const reading = useReadings({ siteId: device.siteId, deviceId: device.id, metric, spanMs });
  const title = `${device.name} · ${t(`metric.${metric}`)} ${metricUnits[metric]}`;
  const calibration = calibrationOf(props.calibrations, device, metric);
  const last = latestOf(reading.points, calibration?.last ?? null);
  return (
    <div className="sensor">
      <h4>
        {title}
        {last ? (
          <span className="num">
            <b>{Math.round(last.value * 10) / 10}</b> <small>{whenMinuteText(last.atMs, serverNow())}</small>
          </span>
        ) : null}
      </h4>
      {calibration ? <SensorCalibration line={calibration} /> : null}
      <ReadingsChart
        reading={reading}
        limits={limitsFor(device, metric, { rules: props.live.rules.values(), own: props.own })}
        unit={metricUnits[metric]}
        timeText={spanMs > daysFromMs ? spanText : minuteText}
        label={title}
      />
    </div>
  );
}
