import {
  type CalibratedMetric,
  calibratedMetrics,
  correctedValue,
  instruments,
  largestDifference,
} from '@mingchu/shared/calibration';
import { metricUnits } from '@mingchu/shared/vocabulary';
import { useTranslation } from 'react-i18next';

/** What is typed, as it is typed. */
export interface Typed {
  slope: string;
  offset: string;
  /** District time. */
  validFrom: string;
  /** Null: a year later. */
  dueOn: string | null;
  sure: boolean;
}

/** Values at which limits of rules lie: there a correction matters most. */
const examples = {
  temperatureC: 8,
  coreTemperatureC: 70,
  humidityPct: 60,
  gasPctLel: 25,
  powerW: 1_000,
  weightKg: 10,
  pm25UgM3: 75,
  fumeMgM3: 2,
} as const satisfies Record<CalibratedMetric, number>;

/** Slope and offset of a metric, what they make of a value at a limit, and the question when that is unusual. */
export function CorrectionFields(props: {
  metric: CalibratedMetric;
  typed: Typed;
  unusual: boolean;
  choose: (metric: CalibratedMetric) => void;
  type: (part: Partial<Typed>) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { metric, typed, type } = props;
  const unit = metricUnits[metric];
  const correction = { slope: numberOf(typed.slope), offset: numberOf(typed.offset) };
  const raw = examples[metric];
  const value = correctedValue(metric, raw, correction);
  const number = (name: 'slope' | 'offset') => ({
    type: 'number',
    className: 'calibration-number',
    step: 'any',
    required: true,
    value: typed[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => type({ [name]: event.target.value }),
  });
  return (
    <>
      <div className="office-row">
        <label>
          {t('office.calibration.metric')}
          <select value={metric} onChange={(event) => props.choose(event.target.value as CalibratedMetric)}>
            {calibratedMetrics.map((each) => (
              <option key={each} value={each}>
                {t(`metric.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('office.calibration.slope')}
          <input {...number('slope')} />
        </label>
        <label>
          {t('office.calibration.offset', { unit })}
          <input {...number('offset')} />
        </label>
        <output className="num calibration-example">
          {t('office.calibration.example', { raw, value: Number.isNaN(value) ? '—' : value, unit })}
        </output>
      </div>
      {props.unusual ? (
        <div className="calibration-unusual" role="alert">
          <p>
            ▲{' '}
            {t('office.calibration.unusual', {
              n: Math.round(largestDifference(metric, correction) * 10) / 10,
              usual: instruments[metric].largestCorrection,
              unit,
            })}
          </p>
          <label className="office-check">
            <input
              type="checkbox"
              checked={typed.sure}
              onChange={(event) => type({ sure: event.target.checked })}
            />
            {t('office.calibration.unusual.sure')}
          </label>
        </div>
      ) : null}
    </>
  );
}

/** An empty field is no number. */
export function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
