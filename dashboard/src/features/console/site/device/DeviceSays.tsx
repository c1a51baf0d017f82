import type { SiteCalibrationLine } from '@mingchu/shared/calibration';
import type { DeviceDiagnosis } from '@mingchu/shared/deviceDiagnosis';
import type { RuleSummary } from '@mingchu/shared/live';
import type { Device } from '@mingchu/shared/registry';
import { metricUnits } from '@mingchu/shared/vocabulary';
import { useTranslation } from 'react-i18next';
import { wordFor } from '../../../../i18n/language.ts';
import { useServerNow } from '../../../../live/useLive.ts';
import type { Limit } from '../../../../ui/limitChart.tsx';
import { ageText } from '../../../../ui/time.ts';
import { measuredText } from '../../../../ui/words.ts';
import { limitsFor, type SiteRule } from '../ruleLimits.ts';
import { calibrationOf } from '../useCalibrations.ts';
import { silenceLimitMs } from './silenceLimit.ts';

interface Known {
  rules: ReadonlyMap<string, RuleSummary>;
  own: readonly SiteRule[];
}

/** A value that no rule minds the silence of is old after this long, ms. */
const oldAfterMs = 600_000;
/** Batteries are told of rarely, and empty slowly, ms. */
const batteryOldAfterMs = 86_400_000;

/** What it says now: each value with its limits, its age and its calibration; and the same in its own words. */
export function DeviceSays(props: {
  device: Device;
  diagnosis: DeviceDiagnosis | null;
  /** Why it cannot be told; null while it may come yet. */
  error: string | null;
  calibrations: readonly SiteCalibrationLine[];
  known: Known;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { device, diagnosis, known } = props;
  const values = diagnosis?.values ?? [];
  const findings = diagnosis?.findings ?? [];
  const isEmpty = diagnosis !== null && values.length + findings.length === 0;
  const oldMs =
    silenceLimitMs(device, { rules: known.rules.values(), own: known.own }) ??
    Math.max(oldAfterMs, device.reportPeriodS * 2_000);
  return (
    <section className="card" aria-label={t('device.says')}>
      <h3>{t('device.says')}</h3>
      {diagnosis === null ? <p>{props.error ?? t('console.loading')}</p> : null}
      {isEmpty ? <p>{t(device.kind === 'gateway' ? 'device.says.gateway' : 'device.says.nothing')}</p> : null}
      {values.length === 0 ? null : (
        <table className="device-table num">
          <thead>
            <tr>
              <th scope="col">{t('device.metric')}</th>
              <th scope="col">{t('device.value')}</th>
              <th scope="col">{t('device.band')}</th>
              <th scope="col">{t('device.age')}</th>
              <th scope="col">{t('office.calibration')}</th>
            </tr>
          </thead>
          <tbody>
            {values.map((value) => (
              <ValueRow
                key={value.metric}
                value={value}
                oldMs={value.metric === 'batteryPct' ? batteryOldAfterMs : oldMs}
                limits={limitsFor(device, value.metric, {
                  rules: known.rules.values(),
                  own: known.own,
                })}
                calibration={calibrationOf(props.calibrations, device, value.metric)}
              />
            ))}
          </tbody>
        </table>
      )}
      {findings.length === 0 ? null : <Findings findings={findings} />}
      <OwnWords diagnosis={diagnosis} />
    </section>
  );
}

function ValueRow(props: {
  value: DeviceDiagnosis['values'][number];
  oldMs: number;
  limits: readonly Limit[];
  calibration: SiteCalibrationLine | undefined;
}): React.JSX.Element {
  const { t } = useTranslation();
  const now = useServerNow();
  const { value, raw, metric, time } = props.value;
  const ageMs = now - Date.parse(time);
  const isBeyond = props.limits.some((limit) =>
    limit.direction === 'above' ? value > limit.value : value < limit.value,
  );
  const shown = measuredText(value, metric);
  const band = props.limits.map(({ direction, value: at }) => `${direction === 'above' ? '≤' : '≥'} ${at}`);
  const { calibration } = props;
  return (
    <tr data-beyond={isBeyond} data-old={ageMs > props.oldMs}>
      <th scope="row">{t(`metric.${metric}`)}</th>
      <td>
        <b className={ageMs > props.oldMs ? 'aged-value' : ''}>
          <span>{isBeyond ? `▲ ${shown}` : shown}</span>
        </b>
        {raw === value ? null : <small> {t('device.raw', { value: measuredText(raw, metric) })}</small>}
      </td>
      <td>{band.length === 0 ? t('device.band.none') : `${band.join(' · ')} ${metricUnits[metric]}`}</td>
      <td>{ageText(ageMs)}</td>
      <td>{calibration ? t(`calibration.state.${calibration.state}`) : ''}</td>
    </tr>
  );
}

function Findings({ findings }: { findings: DeviceDiagnosis['findings'] }): React.JSX.Element {
  const { t } = useTranslation();
  const now = useServerNow();
  return (
    <table className="device-table num">
      <thead>
        <tr>
          <th scope="col">{t('device.found')}</th>
          <th scope="col">{t('device.found.count')}</th>
          <th scope="col">{t('device.found.confidence')}</th>
          <th scope="col">{t('device.age')}</th>
        </tr>
      </thead>
      <tbody>
        {findings.map(({ type, count, confidence, lastAt }) => (
          <tr key={type}>
            <th scope="row">{wordFor('type', type)}</th>
            <td>{count}</td>
            <td>{`${Math.round(confidence * 100)}%`}</td>
            <td>{ageText(now - Date.parse(lastAt))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Values as its family passed them on, also those that nothing is made of. */
function OwnWords({ diagnosis }: { diagnosis: DeviceDiagnosis | null }): React.JSX.Element | null {
  const { t } = useTranslation();
  const now = useServerNow();
  const said = diagnosis?.speaksAt?.said ?? [];
  if (said.length === 0) return null;
  return (
    <details className="device-own">
      <summary>{t('device.own', { n: said.length })}</summary>
      <table className="device-table num">
        <tbody>
          {said.map(({ name, value, unit, bad, at }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{`${value}${unit === undefined ? '' : ` ${unit}`}`}</td>
              <td>
                {bad === undefined
                  ? ''
                  : `▲ ${t('office.devices.bad', { bad: wordFor('office.devices.bad', bad) })}`}
              </td>
              <td>{ageText(now - Date.parse(at))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
