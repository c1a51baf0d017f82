import type { SiteCalibrationLine } from '@mingchu/shared/calibration';
import { metricUnits } from '@mingchu/shared/vocabulary';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useServerNow } from '../../../live/useLive.ts';
import { correctionText, daysUntil } from '../../../ui/calibrationWords.ts';

/** By which certificate a sensor is corrected and what that makes of its newest value, or that it is overdue. */
export function SensorCalibration(props: { line: SiteCalibrationLine }): React.JSX.Element {
  const { t } = useTranslation();
  const now = useServerNow();
  const { siteId, metric, state, current, last } = props.line;
  const correction = () => {
    if (current === null) return '';
    if (last === null || last.raw === last.value) return correctionText(metric, current);
    const [raw, value] = [last.raw, last.value].map((each) => Math.round(each * 100) / 100);
    return t('calibration.made', { raw, value, unit: metricUnits[metric] });
  };
  const stateText = () => {
    if (current === null) return t('calibration.state.never');
    const days = daysUntil(current.dueOn, now);
    return days < 0 ? t('calibration.overdueBy', { n: -days }) : t('calibration.dueIn', { n: days });
  };
  const { certificate, dueOn } = current ?? {};
  return (
    <p className="sensor-calibration num" data-state={state}>
      {state === 'good' ? null : <b>{stateText()}</b>}
      <span>
        {[correction(), current === null ? '' : t('calibration.by', { certificate, dueOn })]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <Link href={`/office/calibration?site=${siteId}`}>{t('office.calibration')}</Link>
    </p>
  );
}
